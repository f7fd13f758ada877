"""The pointer names one whole release at any moment, or says in one line why it cannot."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from warehouse.errors import InputError, NoReleaseError
from warehouse.release import pointer
from warehouse.release.pointer import Pointer
from warehouse.settings import Home

FIRST = "20241101T080000Z-aaaaaaaa"
SECOND = "20241102T080000Z-bbbbbbbb"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.releases.mkdir(parents=True)
    return home


def keep_release(home: Home, release_id: str) -> Path:
    folder = home.releases / release_id
    folder.mkdir()
    (folder / "manifest.json").write_text(
        json.dumps({"release_id": release_id, "built_at": "2024-11-01T08:00:00+00:00", "content_sha256": "0" * 64, "audit_warnings": 0}),
        encoding="utf-8",
    )
    (folder / "warehouse.duckdb").write_bytes(b"")
    return folder


def test_before_the_first_release_the_command_to_run_is_named(home: Home) -> None:
    with pytest.raises(NoReleaseError) as refused:
        pointer.current(home)
    assert refused.value.lines == [f"{home.root}: no release yet; run `make build` (or `warehouse up --no-serve`) first"]
    assert refused.value.exit_code == 2


def test_a_home_that_does_not_exist_has_no_release(tmp_path: Path) -> None:
    with pytest.raises(NoReleaseError):
        pointer.current(Home(tmp_path / "nowhere"))
    assert pointer.manifests(Home(tmp_path / "nowhere")) == []


def test_swapping_writes_what_other_programs_read(home: Home) -> None:
    swapped = pointer.swap(home, FIRST, "2024-11-01T08:01:00+00:00")
    assert swapped == Pointer(FIRST, f"{FIRST}/warehouse.duckdb", "2024-11-01T08:01:00+00:00")
    assert json.loads((home.root / "releases" / "current.json").read_text(encoding="utf-8")) == {
        "release_id": "20241101T080000Z-aaaaaaaa",
        "database": "20241101T080000Z-aaaaaaaa/warehouse.duckdb",
        "published_at": "2024-11-01T08:01:00+00:00",
    }
    assert pointer.current(home) == swapped
    assert pointer.database(home) == home.root / "releases" / FIRST / "warehouse.duckdb"


def test_swapping_again_replaces_the_pointer_and_leaves_no_other_file(home: Home) -> None:
    pointer.swap(home, FIRST, "2024-11-01T08:01:00+00:00")
    pointer.swap(home, SECOND, "2024-11-02T08:01:00+00:00")
    assert pointer.current(home).release_id == SECOND
    assert [path.name for path in home.releases.iterdir()] == ["current.json"]


def test_a_swap_that_fails_half_way_leaves_the_old_pointer(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    pointer.swap(home, FIRST, "2024-11-01T08:01:00+00:00")

    def disk_full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("warehouse.release.pointer.os.fsync", disk_full)
    with pytest.raises(OSError, match="No space left"):
        pointer.swap(home, SECOND, "2024-11-02T08:01:00+00:00")
    assert pointer.current(home).release_id == FIRST


def test_a_reader_sees_the_old_pointer_or_the_new_one_and_nothing_else(home: Home) -> None:
    pointer.swap(home, FIRST, "2024-11-01T08:01:00+00:00")
    seen: set[Pointer] = set()
    faults: list[Exception] = []
    done = threading.Event()

    def read_on() -> None:
        while not done.is_set():
            try:
                seen.add(pointer.current(home))
            except Exception as fault:
                faults.append(fault)

    reader = threading.Thread(target=read_on)
    reader.start()
    for _ in range(100):
        pointer.swap(home, SECOND, "2024-11-02T08:01:00+00:00")
        pointer.swap(home, FIRST, "2024-11-01T08:01:00+00:00")
    done.set()
    reader.join()
    assert faults == []
    assert seen <= {
        Pointer(FIRST, f"{FIRST}/warehouse.duckdb", "2024-11-01T08:01:00+00:00"),
        Pointer(SECOND, f"{SECOND}/warehouse.duckdb", "2024-11-02T08:01:00+00:00"),
    }


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'"x"', b"{}", b'{"release_id": "x"}', b"\xff\xfe", b'{"release_id":"x","database":"y","extra":1}']
)
def test_a_damaged_pointer_is_one_line_that_says_how_to_mend(home: Home, content: bytes) -> None:
    home.pointer.write_bytes(content)
    with pytest.raises(InputError) as refused:
        pointer.current(home)
    assert not isinstance(refused.value, NoReleaseError)
    line = str(refused.value)
    assert "\n" not in line
    assert line.startswith(f"{home.pointer}: is damaged (")
    assert line.endswith("); `warehouse releases` lists what is kept, `warehouse rollback <release>` names one")


def test_releases_are_listed_newest_first(home: Home) -> None:
    keep_release(home, FIRST)
    keep_release(home, SECOND)
    assert [m["release_id"] for m in pointer.manifests(home)] == [SECOND, FIRST]


def test_a_release_without_manifest_or_database_is_not_listed(home: Home) -> None:
    keep_release(home, FIRST)
    (keep_release(home, "20241103T080000Z-cccccccc") / "manifest.json").unlink()
    (keep_release(home, "20241104T080000Z-dddddddd") / "warehouse.duckdb").unlink()
    pointer.swap(home, FIRST, "2024-11-01T08:01:00+00:00")
    assert [m["release_id"] for m in pointer.manifests(home)] == [FIRST]
