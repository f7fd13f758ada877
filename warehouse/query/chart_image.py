"""Charts as PNG or SVG, drawn without a browser and without the network."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from warehouse.errors import InputError
from warehouse.query.about import About, words

if TYPE_CHECKING:
    import altair as alt

FONTS = "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Zen Hei', sans-serif"
"""Fonts with Chinese letters under their names on Linux, macOS and Windows."""


def chart_image(chart: alt.Chart | alt.LayerChart, kind: Literal["png", "svg"], about: About) -> bytes:
    """The chart as a picture that carries release and date under its title.

    Raises InputError for a PNG with Chinese text where no font of this machine has Chinese letters: it would show empty boxes.
    """
    import vl_convert

    spec = _spec(chart, about)
    if kind == "svg":
        return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])).encode()
    if kind != "png":
        raise InputError(f"chart: '{kind}' is not one of png, svg")
    if any(ord(letter) > 0x2E7F for letter in str(spec)) and not has_chinese_font():
        raise InputError("chart: this machine has no font with Chinese letters; install one (Debian: fonts-noto-cjk) or take SVG")
    return bytes(vl_convert.vegalite_to_png(spec, scale=2, allowed_base_urls=[]))


def _spec(chart: alt.Chart | alt.LayerChart, about: About) -> dict[str, Any]:
    import altair

    with altair.data_transformers.enable("default", max_rows=None):
        spec: dict[str, Any] = chart.to_dict()
    say = words(about.language)
    title = spec.get("title", "")
    told: dict[str, Any] = dict(title) if isinstance(title, dict) else {"text": title}
    stamp = f"{say['release_id']} {about.release_id}, {about.release_date.isoformat()}"
    before = told.get("subtitle", [])
    lines = [before] if isinstance(before, str) else list(before)
    told["subtitle"] = [*lines, *about.notes, stamp, *([say["synthetic"]] if about.is_synthetic else [])]
    spec["title"] = {"anchor": "start", **told}
    spec["config"] = {**spec.get("config", {}), "font": FONTS, "background": "white"}
    return spec


@lru_cache
def has_chinese_font() -> bool:
    """Whether two different Chinese letters are drawn differently; without a font both are the same empty box."""
    import vl_convert

    box = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30" font-size="30" font-family="{FONTS}">{{}}</text></svg>'
    return bytes(vl_convert.svg_to_png(box.format("\u4e2d"))) != bytes(vl_convert.svg_to_png(box.format("\u4e00")))
