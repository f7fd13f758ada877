"""Who may do what: the table of permissions, roles from a provider's claims, local mode, and tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import run_cli

from warehouse.access import token
from warehouse.access.grants import FILE, SESSION_SECONDS, identity_of, read_grants
from warehouse.access.identity import DeniedError, Identity, may, of_account, permissions, roles
from warehouse.access.mode import is_loopback, local_refusal, mode
from warehouse.errors import InputError
from warehouse.intake.review import ROLES
from warehouse.operations.doctor import examine
from warehouse.pages.frame import REGISTRY
from warehouse.pages.text import LANGUAGES, catalogue
from warehouse.settings import Home

NOW = 1_700_000_000.0
GRANTS = "claim,value,role,school_id\nsub,*,reader,\nemail,wang@school.cn,data_officer,S0025\ngroups,analysts,analyst,\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("WAREHOUSE_ACCESS", "WAREHOUSE_SECRETS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / FILE).write_text(GRANTS, encoding="utf-8")
    return Home(tmp_path)


# The table


def test_each_role_may_what_the_table_says_and_nothing_more() -> None:
    told = {role: {name for name in permissions() if may([role], name)} for role in roles()}
    assert told == {
        "reader": {"release.read"},
        "analyst": {"release.read", "sql.ask"},
        "data_officer": {"release.read", "filing.see", "filing.submit"},
        "reviewer": {"release.read", "filing.see", "filing.review"},
        "approver": {"release.read", "filing.see", "filing.approve"},
        "operator": {"release.read", "home.operate"},
    }


def test_nobody_without_a_role_may_anything_and_an_unknown_permission_is_a_fault() -> None:
    assert not any(may([], name) or may(["root"], name) for name in permissions())
    with pytest.raises(KeyError):
        may(["operator"], "sql.drop")


def test_pages_log_and_words_use_names_of_the_table() -> None:
    assert {page.permission for page in REGISTRY} <= set(permissions())
    assert {one.filing_role for one in permissions().values() if one.filing_role} == set(ROLES)
    assert all(f"role.{role}" in catalogue(language) for role in roles() for language in LANGUAGES)
    assert of_account("x").filing_roles == set(ROLES) and Identity("x", frozenset({"reader"})).filing_roles == frozenset()


# Roles from claims


def claims(**more: object) -> dict[str, object]:
    return {"iss": "https://provider", "sub": "s1", "iat": NOW - 10, "email": "Wang@School.cn", "email_verified": True, **more}


def test_claims_give_roles_and_the_own_school(home: Home) -> None:
    person = identity_of(claims(groups=["staff", "analysts"]), read_grants(home), NOW)
    assert person == Identity("Wang@School.cn", frozenset({"reader", "data_officer", "analyst"}), frozenset({"S0025"}))
    assert identity_of(claims(email="li@school.cn"), read_grants(home), NOW).roles == {"reader"}


def test_an_address_that_the_provider_did_not_verify_gives_nothing_and_names_nobody(home: Home) -> None:
    person = identity_of(claims(email_verified=False), read_grants(home), NOW)
    assert person.roles == {"reader"} and person.name == "s1"


@pytest.mark.parametrize("issued", [NOW - SESSION_SECONDS, NOW + 3_600, None, "1700000000", True])
def test_a_sign_in_that_is_too_old_or_of_no_time_does_not_count(home: Home, issued: object) -> None:
    with pytest.raises(DeniedError) as caught:
        identity_of(claims(iat=issued), read_grants(home), NOW)
    assert caught.value.code == "access.expired"


def test_no_file_no_role(tmp_path: Path) -> None:
    with pytest.raises(DeniedError, match="holds no role"):
        identity_of(claims(), read_grants(Home(tmp_path)), NOW)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("email,a@b.cn,root,", "line 2: 'root' is not one of"),
        ("email,a@b.cn,data_officer,", "line 2: a data officer has a school_id"),
        ("email,a@b.cn,analyst,S0025", "line 2: a data officer has a school_id, nobody else"),
        ("sub,*,analyst,", r"line 2: '\*' gives a role to everybody"),
        (",,reader,", "line 2: give claim"),
        ("email,a@b.cn,reader,,more", "line 2: give claim"),
    ],
)
def test_a_row_that_cannot_be_meant_is_named(home: Home, row: str, told: str) -> None:
    (home.root / FILE).write_text(f"claim,value,role,school_id\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_grants(home)


# Local mode


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("localhost:8501", True), ("127.0.0.1:80", True), ("[::1]:80", True), ("127.9.9.9", True), ("0.0.0.0", False), ("", False)]
    + [("::", False), ("localhost.evil.cn", False), ("127.0.0.1.evil.cn:80", False), ("10.0.0.1", False), ("edu.sh.cn", False)],
)
def test_what_this_machine_is(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_local_mode_holds_on_this_machine_only() -> None:
    assert local_refusal("localhost", {"Host": "localhost:8501"}) is None
    assert local_refusal(None, {"Host": "localhost:8501"}) == "access.local_bound"
    assert local_refusal("0.0.0.0", {"Host": "localhost:8501"}) == "access.local_bound"
    assert local_refusal("localhost", {"Host": "rebound.evil.cn:8501"}) == "access.local_host"
    assert local_refusal("localhost", {"Host": "localhost", "X-Forwarded-For": "203.0.113.9"}) == "access.local_forwarded"


def test_the_secrets_file_decides_and_is_kept_from_others(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert mode(home) == "local"
    monkeypatch.setenv("WAREHOUSE_ACCESS", "oidc")
    with pytest.raises(InputError, match=r"has no \[auth\] section"):
        mode(home)
    monkeypatch.delenv("WAREHOUSE_ACCESS")
    file = home.root / "secrets.toml"
    file.write_text('[auth]\nclient_secret = "hush"\n')
    file.chmod(0o644)
    with pytest.raises(InputError, match="chmod 600"):
        mode(home)
    file.chmod(0o600)
    assert mode(home) == "oidc"
    file.write_text('[auth]\nclient_secret = "hush\n')
    with pytest.raises(InputError, match="not valid TOML") as caught:
        mode(home)
    assert "hush" not in str(caught.value)


def test_the_doctor_says_how_people_come_in(home: Home) -> None:
    def found() -> tuple[str, str]:
        check = next(one for one in examine(home) if one.name == "access")
        return check.state, check.found

    assert found() == ("ok", "local mode: for this machine only")
    file = home.root / "secrets.toml"
    file.touch(0o600)
    file.write_text("[auth]\nclient_id = 'x'\n")
    assert found() == ("ok", "sign-in by OpenID Connect, 3 lines of roles")
    (home.root / FILE).unlink()
    assert found()[0] == "warning"
    file.chmod(0o640)
    assert found()[0] == "fault" and "chmod 600" in found()[1]


# Tokens

OPERATOR = of_account("operator")


def test_a_token_says_who_until_it_expires(home: Home) -> None:
    at = datetime(2024, 11, 1, tzinfo=UTC)
    told, kept = token.issue(home, OPERATOR, "dashboard", ["reader"], 30, at)
    assert token.identity_of_token(home, told, at + timedelta(days=29)) == Identity("dashboard", frozenset({"reader"}))
    with pytest.raises(DeniedError):
        token.identity_of_token(home, told, at + timedelta(days=30))
    file = home.root / token.FILE
    assert told not in file.read_text() and told.split("_", 2)[2] not in file.read_text() and kept.token_sha256 in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_revoked_forged_or_foreign_token_is_refused_in_the_same_words(home: Home, tmp_path: Path) -> None:
    told, kept = token.issue(home, OPERATOR, "dashboard", ["analyst"], 1)
    other, _ = token.issue(home, OPERATOR, "other", ["reader"], 1)
    token.revoke(home, OPERATOR, kept.token_id)
    crossed = f"vet_{kept.token_id}_{other.split('_', 2)[2]}"
    said = set()
    for one in (told, crossed, told[:-1], told + "\n", "", kept.token_sha256, f"vet_{'0' * 12}_{'A' * 43}"):
        with pytest.raises(DeniedError) as caught:
            token.identity_of_token(home, one)
        said.add(str(caught.value))
    assert len(said) == 1
    assert token.identity_of_token(home, other).name == "other"


def test_only_an_operator_issues_and_no_token_files_or_reviews(home: Home) -> None:
    with pytest.raises(DeniedError, match="needs the role operator"):
        token.issue(home, Identity("li", frozenset({"analyst"})), "x", ["reader"], 1)
    for held in (["approver"], ["root"], []):
        with pytest.raises(InputError, match="role: a token is for"):
            token.issue(home, OPERATOR, "x", held, 1)
    with pytest.raises(InputError, match="days"):
        token.issue(home, OPERATOR, "x", ["reader"], 0)
    assert token.kept_tokens(home) == []


def test_the_command_tells_a_token_once_and_lists_no_secret(tmp_path: Path) -> None:
    done = run_cli(tmp_path, "token", "issue", "district dashboard", "--days", "30")
    told = done.stdout.strip()
    assert done.returncode == 0 and told.startswith("vet_") and told not in done.stderr
    listed = run_cli(tmp_path, "token", "list", "--json")
    assert '"state": "valid"' in listed.stdout and told not in listed.stdout and "sha256" not in listed.stdout
    ended = run_cli(tmp_path, "token", "revoke", told.split("_")[1])
    assert ended.returncode == 0 and "revoked" in ended.stderr
    assert run_cli(tmp_path, "token", "revoke", "0" * 12).returncode == 2
