"""The questions that the first release must answer from the marts alone, through `warehouse sql`, as an analyst asks them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conftest import run_cli


def ask(home: Path, statement: str) -> list[dict[str, Any]]:
    done = run_cli(home, "sql", "--format", "json", statement)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["complete"]
    rows: list[dict[str, Any]] = answer["rows"]
    return rows


def test_the_18_excellent_secondary_schools(release_home: Path) -> None:
    rows = ask(
        release_home,
        """
        select school.school_name from marts.fact_recognition r join marts.dim_school school using (school_key)
        where r.recognition_title = '上海市优质中职学校' order by cast(r.locator_row as integer)
        """,
    )
    names = [row["school_name"] for row in rows]
    assert len(names) == 18
    assert names[0] == "上海信息技术学校"
    assert names[-1] == "上海第二工业大学附属浦东振华外经职业技术学校"


def test_schools_with_two_or_more_excellent_majors(release_home: Path) -> None:
    rows = ask(
        release_home,
        """
        select school.school_name, count(*) as majors
        from marts.fact_recognition r join marts.dim_school school using (school_key)
        where r.recognition_title = '上海市中等职业学校优质专业' group by 1 having count(*) >= 2 order by 1
        """,
    )
    assert {row["majors"] for row in rows} == {2}
    assert {row["school_name"] for row in rows} == {
        "江南造船集团职业技术学校", "上海工商信息学校", "上海海事大学附属职业技术学校", "上海商业会计学校", "上海食品科技学校",
        "上海市材料工程学校", "上海市曹杨职业技术学校", "上海市大众工业学校", "上海市高级技工学校", "上海市工业技术学校",
        "上海市航空服务学校", "上海市贸易学校", "上海市商业学校", "上海市西南工程学校", "上海市信息管理学校", "上海市医药学校",
        "上海市逸夫职业技术学校", "上海新闻出版职业技术学校", "上海信息技术学校",
    }  # fmt: skip


def test_gold_medals_per_school_in_table_8(release_home: Path) -> None:
    rows = ask(
        release_home,
        """
        select school.school_name, sum(a.award_count) as gold
        from marts.fact_awards a join marts.dim_school school using (school_key) join marts.dim_contest c using (contest_key)
        where c.contest_id = 'CICI-2024-SHANGHAI' and a.medal = 'gold' and a.locator = '表8' group by 1 order by 2 desc, 1
        """,
    )
    gold = {row["school_name"]: row["gold"] for row in rows}
    assert sum(gold.values()) == 36
    assert gold["上海信息技术学校"] == 3
    assert {name for name, count in gold.items() if count == 2} == {
        "江南造船集团职业技术学校", "上海食品科技学校", "上海市材料工程学校", "上海市大众工业学校", "上海市工程技术管理学校",
        "上海市工业技术学校", "上海市农业学校", "上海市群星职业技术学校", "上海市西南工程学校",
    }  # fmt: skip
    assert gold["上海市工艺美术学校"] == 1


def test_gold_medals_per_school_in_table_9(release_home: Path) -> None:
    rows = ask(
        release_home,
        """
        select school.school_name, sum(a.award_count) as gold
        from marts.fact_awards a join marts.dim_school school using (school_key) join marts.dim_contest c using (contest_key)
        where c.contest_id = 'WVSC-2024-FINAL' and a.medal = 'gold' and a.locator = '表9' group by 1 order by 1
        """,
    )
    assert {row["school_name"]: row["gold"] for row in rows} == {
        "上海市环境学校": 1, "江南造船集团职业技术学校": 1, "上海市大众工业学校": 1, "上海信息技术学校": 2, "上海海事大学附属职业技术学校": 1,
        "上海新闻出版职业技术学校": 1, "上海戏剧学院附属戏曲学校": 1, "上海戏剧学院附属舞蹈学校": 1,
    }  # fmt: skip


def test_colleges_that_lead_both_a_consortium_and_a_community(release_home: Path) -> None:
    rows = ask(
        release_home,
        """
        select school.school_name
        from marts.fact_consortium_member m
        join marts.dim_consortium c using (consortium_key) join marts.dim_school school using (school_key)
        where m.member_role = 'lead_school' and c.consortium_kind in ('city_consortium', 'industry_community')
        group by 1 having count(distinct c.consortium_kind) = 2 order by 1
        """,
    )
    assert {row["school_name"] for row in rows} == {
        "上海电子信息职业技术学院", "上海农林职业技术学院", "上海城建职业学院", "上海出版印刷高等专科学校", "上海南湖职业技术学院",
        "上海建设管理职业技术学院",
    }  # fmt: skip


def test_putuo_students_per_staff_member_by_school(release_home: Path) -> None:
    rows = ask(
        release_home,
        """
        select school.school_name, e.students, t.headcount as staff, round(e.students / t.headcount, 2) as ratio
        from marts.fact_enrolment e
        join marts.dim_school school using (school_key)
        join marts.fact_teachers t on t.school_key = e.school_key and t.campus is not distinct from e.campus
            and t.period_year = e.academic_year and t.teacher_category = 'staff'
        where e.document_id = 'PTQAR2024'
        """,
    )
    assert {(r["school_name"], r["students"], r["staff"], r["ratio"]) for r in rows} == {
        ("上海市曹杨职业技术学校", 1415, 144, 9.83),
        ("上海信息技术学校", 3109, 271, 11.47),
        ("上海市经济管理学校", 1762, 130, 13.55),
        ("上海市贸易学校", 884, 182, 4.86),
        ("上海商业会计学校", 845, 96, 8.8),
    }


def test_majors_of_the_information_technology_school_by_pathway_and_status(release_home: Path) -> None:
    rows = ask(
        release_home,
        """
        select p.pathway, p.status, count(*) as programmes, sum(p.printed_rows) as printed_rows,
            count(*) filter (p.is_new) as new_programmes
        from marts.fact_programme p join marts.dim_school school using (school_key)
        where school.school_name = '上海信息技术学校' group by 1, 2
        """,
    )
    counted = {(r["pathway"], r["status"]): (r["programmes"], r["printed_rows"], r["new_programmes"]) for r in rows}
    assert counted == {
        ("plain", "recruiting"): (15, 17, 1),
        ("plain", "suspended"): (1, 1, 0),
        ("secondary_to_diploma", "recruiting"): (7, 7, 3),
        ("secondary_to_bachelor", "recruiting"): (1, 1, 0),
    }


def test_partner_colleges_of_the_economic_management_school(release_home: Path) -> None:
    rows = ask(
        release_home,
        """
        select partner.school_name as partner, count(*) as programmes
        from marts.fact_programme p
        join marts.dim_school school on p.school_key = school.school_key
        join marts.dim_school partner on p.partner_school_key = partner.school_key
        where school.school_name = '上海市经济管理学校' and p.pathway = 'secondary_to_diploma' group by 1
        """,
    )
    assert {r["partner"]: r["programmes"] for r in rows} == {
        "上海第二工业大学": 2, "上海电子信息职业技术学院": 1, "上海东海职业技术学院": 3, "上海工商外国语职业学院": 4,
    }  # fmt: skip


def test_restricted_majors_offered_through_pathways_are_found_by_code(release_home: Path) -> None:
    rows = ask(
        release_home,
        """
        select m.major_name, m.restricted_as_printed from marts.fact_programme p join marts.dim_major m using (major_key)
        where m.is_restricted_new order by m.major_code
        """,
    )
    assert {(r["major_name"], r["restricted_as_printed"]) for r in rows} == {
        ("大数据与会计", "大数据与会计"), ("现代物流管理", "现代物流与管理"), ("艺术设计", "艺术设计"), ("应用英语", "应用英语"),
        ("电子商务", "电子商务"), ("机电一体化技术", "机电一体化技术"),
    }  # fmt: skip


def test_a_former_school_keeps_its_own_row_and_names_its_successor(release_home: Path) -> None:
    rows = ask(
        release_home,
        """
        select former.school_name, former.is_current, successor.school_name as successor
        from marts.dim_school former join marts.dim_school successor on former.successor_school_id = successor.school_id
        order by 1
        """,
    )
    assert {(r["school_name"], r["is_current"], r["successor"]) for r in rows} == {
        ("上海市城市建设工程学校（上海市园林学校）", False, "上海建设管理职业技术学院"),
        ("上海市房地产学校", False, "上海建设管理职业技术学院"),
        ("上海石化工业学校", False, "上海现代化工职业学院"),
        ("上海市交通学校", False, "上海交通职业技术学院"),
        ("上海市南湖职业学校", False, "上海南湖职业技术学院"),
    }
