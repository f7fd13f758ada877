"""Drawings as text, so that those of a release can be remembered: made once, sent many times."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st


def points(frame: pd.DataFrame) -> dict[str, Any]:
    """The rows of a frame as the data of a chart. Altair's own way there is a setting of the whole process, which Streamlit changes for moments."""
    return {"values": json.loads(frame.to_json(orient="records", force_ascii=False))}


def drawing(chart: alt.Chart | alt.LayerChart) -> str:
    """A chart with its data as Vega-Lite text.

    Not checked against the schema of Vega-Lite: that is half of what a chart costs, and the tests check it.
    """
    return json.dumps(chart.to_dict(validate=False))


def show_drawing(drawn: str, told: str) -> None:
    """A drawing in the width of its place; `told` says it in words."""
    st.vega_lite_chart(json.loads(drawn), alt=told)
