"""Fetching: from a folder or a server, resumed, checked, kept."""

import hashlib
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from nhml.cohorts import nhanes_files
from nhml.errors import DataError
from tests.real_data import nhanes_base

CYCLE = "2013-2014"
FOLDER = "Nchs/Data/Nhanes/Public/2013/DataFiles"
GHB, DEMO, TST = (f"{FOLDER}/{name}_H.xpt" for name in ("GHB", "DEMO", "TST"))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small copy of the CDC site: three tables, no manifest."""
    for place in (GHB, DEMO, TST):
        (tmp_path / "site" / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(nhanes_base() / place, tmp_path / "site" / place)
    return tmp_path / "site"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where fetched files are kept."""
    return tmp_path / "home"


class _Site(http.server.SimpleHTTPRequestHandler):
    """A server that understands ranges, unless told otherwise, and may hang up early."""

    ranges, hang_up, missing_page = True, 0, False
    asked: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        path = Path(self.directory) / self.path.lstrip("/")
        wanted = self.headers.get("Range")
        type(self).asked.append(wanted)
        if not path.is_file():
            if self.missing_page:
                self._send(200, b"<!DOCTYPE html><html>Page not found</html>")
            else:
                self.send_error(404)
            return
        content = path.read_bytes()
        start = int(wanted[6:-1]) if wanted and self.ranges else 0
        self._send(206 if start else 200, content[start:])

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if type(self).hang_up > 0 and len(content) > 10_000:
            type(self).hang_up -= 1
            content = content[: len(content) // 2]
            self.close_connection = True
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(site: Path) -> Iterator[tuple[str, type[_Site]]]:
    """The same site behind HTTP."""

    class Handler(_Site):
        asked: ClassVar[list[str | None]] = []

        def __init__(self, *arguments: object, **named: object) -> None:
            super().__init__(*arguments, directory=str(site), **named)

    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}", Handler
    served.shutdown()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def same(site: Path, home: Path) -> bool:
    """Whether what was fetched is what is there."""
    kept = nhanes_files.path_of(home, CYCLE, "DEMO")
    return digest(kept) == digest(site / DEMO)


def test_a_folder_is_an_address(site: Path, home: Path) -> None:
    """What is there is fetched, what is not is reported and no error."""
    report = nhanes_files.fetch([CYCLE], str(site), home)
    assert set(report.fetched) == {"GHB_H.xpt", "DEMO_H.xpt", "TST_H.xpt"}
    assert "BMX_H.xpt" in report.absent
    assert same(site, home)


def test_what_is_kept_is_not_fetched_again(site: Path, home: Path) -> None:
    """The second time nothing is read but the header."""
    nhanes_files.fetch([CYCLE], str(site), home)
    report = nhanes_files.fetch([CYCLE], str(site), home)
    assert report.fetched == ()
    assert len(report.kept) == 3


def test_a_server_is_an_address(server: tuple[str, type[_Site]], site: Path, home: Path) -> None:
    """404 is absent; progress ends at the size of the file."""
    seen: dict[str, tuple[int, int | None]] = {}
    nhanes_files.fetch(
        [CYCLE], server[0], home, lambda name, done, total: seen.update({name: (done, total)})
    )
    assert same(site, home)
    size = (site / DEMO).stat().st_size
    assert seen["DEMO_H.xpt"] == (size, size)


def test_a_broken_connection_goes_on_where_it_stopped(
    server: tuple[str, type[_Site]], site: Path, home: Path
) -> None:
    """The second request asks for the second half."""
    server[1].hang_up = 1
    nhanes_files.fetch([CYCLE], server[0], home)
    assert same(site, home)
    assert [one for one in server[1].asked if one] != []


def test_a_server_without_ranges_begins_anew(
    server: tuple[str, type[_Site]], site: Path, home: Path
) -> None:
    """A part file is not glued to the whole."""
    server[1].ranges, server[1].hang_up = False, 1
    nhanes_files.fetch([CYCLE], server[0], home)
    assert same(site, home)


def test_a_part_of_an_earlier_day_is_finished(
    server: tuple[str, type[_Site]], site: Path, home: Path
) -> None:
    """The first thousand bytes are there already."""
    kept = nhanes_files.path_of(home, CYCLE, "DEMO")
    kept.parent.mkdir(parents=True)
    kept.with_name("DEMO_H.xpt.part").write_bytes((site / DEMO).read_bytes()[:1000])
    nhanes_files.fetch([CYCLE], server[0], home)
    assert same(site, home)
    assert "bytes=1000-" in server[1].asked


def test_a_page_instead_of_a_table_is_absent(server: tuple[str, type[_Site]], home: Path) -> None:
    """The CDC answers 200 with a page where a file is not."""
    server[1].missing_page = True
    assert "BMX_H.xpt" in nhanes_files.fetch([CYCLE], server[0], home).absent


def test_what_is_no_xpt_is_refused_and_not_kept(site: Path, home: Path) -> None:
    """Named, with the way out; the others are fetched all the same."""
    (site / GHB).write_bytes(b"not an XPT" * 100)
    with pytest.raises(DataError, match=r"GHB_H\.xpt: is not a SAS transport file"):
        nhanes_files.fetch([CYCLE], str(site), home)
    assert not nhanes_files.path_of(home, CYCLE, "GHB").exists()
    assert same(site, home)


def test_another_table_under_the_name_is_refused(site: Path, home: Path) -> None:
    """A readable XPT without the columns wanted."""
    shutil.copy(site / DEMO, site / GHB)
    with pytest.raises(DataError, match=r"GHB_H\.xpt: has none of the columns wanted: LBXGH"):
        nhanes_files.fetch([CYCLE], str(site), home)


def test_a_manifest_is_believed_where_there_is_one(site: Path, home: Path) -> None:
    """A file that differs from its stated SHA-256 is refused, all of them at once."""
    lines = [
        "path,sha256",
        f"{DEMO},{digest(site / DEMO)}",
        f"{GHB},{'0' * 64}",
        f"{TST},{'1' * 64}",
    ]
    (site / "MANIFEST.csv").write_text("\n".join(lines))
    with pytest.raises(DataError, match=r"(?s)GHB_H\.xpt: differs.*TST_H\.xpt: differs|TST.*GHB"):
        nhanes_files.fetch([CYCLE], str(site), home)
    assert same(site, home)


def test_a_kept_file_that_was_damaged_is_fetched_again(site: Path, home: Path) -> None:
    """As far as the manifest tells."""
    (site / "MANIFEST.csv").write_text(f"path,sha256\n{DEMO},{digest(site / DEMO)}\n")
    nhanes_files.fetch([CYCLE], str(site), home)
    kept = nhanes_files.path_of(home, CYCLE, "DEMO")
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    assert "DEMO_H.xpt" in nhanes_files.fetch([CYCLE], str(site), home).fetched
    assert same(site, home)


def test_nobody_listening_is_said_in_words(home: Path) -> None:
    """No traceback, and what was fetched stays."""
    with pytest.raises(DataError, match=r"127\.0\.0\.1:9: cannot be reached: .*run the command"):
        nhanes_files.fetch([CYCLE], "http://127.0.0.1:9", home)


def test_home_is_stated_or_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """``NHML_DATA`` first, else the platform's cache folder."""
    monkeypatch.setenv("NHML_DATA", str(tmp_path))
    assert nhanes_files.home_of() == tmp_path
    monkeypatch.delenv("NHML_DATA")
    assert nhanes_files.home_of().name == "nhml"
