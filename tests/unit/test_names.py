"""Printed names find what they stand for by their exact normalised form, never by a part of it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse.intake.names import NameBook, ResolvedMajor, normalise

RESTRICTED = {
    ("大数据与会计", "higher_vocational"): "530302",
    ("机电一体化技术", "higher_vocational"): "460301",
    ("艺术设计", "higher_vocational"): "550101",
    ("现代物流管理", "higher_vocational"): "530802",
    ("酒店管理与数字化运营", "higher_vocational"): "540106",
    ("广告艺术设计", "higher_vocational"): "550113",
    ("汽车检测与维修技术", "higher_vocational"): "500211",
    ("应用英语", "higher_vocational"): "570202",
    ("电子商务", "higher_vocational"): "530701",
    ("国际商务", "higher_vocational"): "530502",
    ("学前教育", "higher_vocational"): "570102K",
    ("婴幼儿托育服务与管理", "higher_vocational"): "520802",
    ("护理", "higher_vocational"): "520201",
}
"""The majors of SHWP2024 item 12 that colleges shall not newly open."""

LOOK_ALIKES = [
    ("数字媒体艺术设计", "550103"),
    ("环境艺术设计", "550106"),
    ("室内艺术设计", "550114"),
    ("跨境电子商务", "530702"),
    ("农村电子商务", "530705"),
    ("商务英语", "570201"),
    ("新能源汽车检测与维修技术", "500212"),
    ("大数据与审计", "530303"),
    ("大数据与财务管理", "530301"),
    ("智能机电技术", "460302"),
    ("航空物流管理", "530803"),
    ("早期教育", "570101K"),
]


def majors_at(*entries: tuple[str, str, str | None]) -> NameBook:
    return NameBook(majors={(normalise(name), level): code for name, level, code in entries})


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("锦江国际（集团）有限公司", "锦江国际(集团)有限公司"),
        ("锦江国际〔集团〕有限公司", "锦江国际(集团)有限公司"),
        ("锦江国际【集团】有限公司", "锦江国际(集团)有限公司"),
        ("上海　信息技术　学校", "上海信息技术学校"),
        (" 上海信息\n技术学校\t", "上海信息技术学校"),
        ("ＡＢＢ（中国）有限公司", "ABB(中国)有限公司"),
        ("４８０４", "4804"),
    ],
)
def test_full_width_letters_brackets_and_spaces_do_not_tell_names_apart(printed: str, compared: str) -> None:
    assert normalise(printed) == compared


@given(st.text())
@example("a¨")
@example("e \u0301")
@example("〔　（中高贯通）〕")
def test_normalising_twice_changes_nothing_more(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@given(st.text())
def test_a_normalised_name_holds_no_white_space_and_no_full_width_bracket(name: str) -> None:
    assert not any(c.isspace() or c in "（）〔〕【】" for c in normalise(name))


def test_case_of_letters_is_kept() -> None:
    assert normalise("Web前端") != normalise("WEB前端")


@pytest.mark.parametrize(("look_alike", "code"), LOOK_ALIKES)
def test_a_look_alike_of_a_restricted_major_is_never_taken_for_it(look_alike: str, code: str) -> None:
    restricted_only = NameBook(majors=dict(RESTRICTED))
    assert restricted_only.major(look_alike, "higher_vocational") is None
    both = NameBook(majors={**RESTRICTED, (look_alike, "higher_vocational"): code})
    assert both.major(look_alike, "higher_vocational") == ResolvedMajor(code, None)


@pytest.mark.parametrize("part", ["商务", "艺术", "大数据", "汽车检测", "英语", "会计"])
def test_a_part_of_a_name_is_no_name(part: str) -> None:
    assert NameBook(majors=dict(RESTRICTED)).major(part, "higher_vocational") is None


def test_a_school_is_not_found_by_a_part_of_its_name() -> None:
    book = NameBook(schools={"上海市曹杨职业技术学校": "S0025", "曹杨二中": "S0118"})
    assert book.school("曹杨") is None
    assert book.school("上海市曹杨职业技术学校附属小学") is None
    assert not book.knows_school("曹杨")


def test_the_same_major_name_is_another_major_at_another_level() -> None:
    book = majors_at(("护理", "secondary", "720201"), ("护理", "higher_vocational", "520201"), ("护理", "vocational_undergraduate", "320201"))
    assert book.major("护理", "secondary") == ResolvedMajor("720201", None)
    assert book.major("护理", "higher_vocational") == ResolvedMajor("520201", None)
    assert book.major("护理", "vocational_undergraduate") == ResolvedMajor("320201", None)
    assert book.major("护理", "general_undergraduate") is None


@pytest.mark.parametrize("printed", ["舞蹈表演(中国舞)", "舞蹈表演（中国舞）", "舞蹈表演 （ 中国舞 ）", "舞蹈表演【中国舞】"])
def test_a_direction_in_brackets_is_taken_off_and_kept(printed: str) -> None:
    assert majors_at(("舞蹈表演", "secondary", "750202")).major(printed, "secondary") == ResolvedMajor("750202", "中国舞")


@pytest.mark.parametrize("mark", ["中高贯通", "中本贯通", "中高职贯通", "高本贯通", "五年一贯制"])
def test_a_pathway_mark_in_brackets_is_not_a_direction(mark: str) -> None:
    assert majors_at(("护理", "higher_vocational", "520201")).major(f"护理（{mark}）", "higher_vocational") == ResolvedMajor("520201", None)


def test_a_name_that_itself_ends_in_brackets_has_no_direction() -> None:
    book = majors_at(("动画", "secondary", "760201"), ("动画(数字互动娱乐)", "secondary", "760299"))
    assert book.major("动画（数字互动娱乐）", "secondary") == ResolvedMajor("760299", None)


def test_brackets_do_not_help_an_unknown_major() -> None:
    assert majors_at(("舞蹈表演", "secondary", "750202")).major("戏曲表演（中国舞）", "secondary") is None


def test_a_known_name_outside_the_catalogue_resolves_to_no_code_and_is_not_an_unknown_name() -> None:
    book = majors_at(("动画", "general_undergraduate", None))
    assert book.major("动画（数字互动娱乐）", "general_undergraduate") == ResolvedMajor(None, "数字互动娱乐")


def test_a_misspelt_name_gets_the_nearest_one_as_a_hint() -> None:
    book = NameBook(
        schools={"上海信息技术学校": "S0001", "上海市曹杨职业技术学校": "S0025"},
        organisations={"上海三菱电梯有限公司": "O0002"},
        majors={("护理", "secondary"): "720201", ("舞蹈表演", "secondary"): "750202", ("舞蹈表演", "higher_vocational"): "550202"},
    )
    assert book.near_school("上海信息技木学校") == " (did you mean 上海信息技术学校?)"
    assert book.nearest_organisation("上海三菱电梯公司") == "上海三菱电梯有限公司"
    assert book.nearest_major("舞蹈表现", "secondary") == "舞蹈表演"
    assert book.nearest_major("舞蹈表现", "vocational_undergraduate") == ""
    assert book.near_school("复旦附中") == ""


def test_a_hint_never_offers_a_name_that_stands_for_no_school() -> None:
    book = NameBook(schools={"各职业学校": None}, organisations={"有关企业": None})
    assert book.near_school("各职业学校") == ""
    assert book.nearest_organisation("有关企业") == ""
