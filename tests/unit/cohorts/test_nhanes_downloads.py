"""Fetching NHANES: over a real server of this machine, and from a folder."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from nhml.cohorts import downloads, nhanes_files
from nhml.cohorts.nhanes_files import fetch, tables_of
from nhml.errors import DataError
from tests.real_data import nhanes_base
from tests.xport import xport

CYCLE = "2013-2014"
PLACE = "Nchs/Data/Nhanes/Public/2013/DataFiles"
PEOPLE = [83_000.0 + at for at in range(400)]
DEMO = xport({"SEQN": PEOPLE, "RIDAGEYR": [40.0] * 400, "RIAGENDR": [1.0] * 400})
LOGIN = b"<!DOCTYPE html><html><body>Please log in</body></html>"
SOFT_404 = b"<!DOCTYPE html><html><title>Page Not Found | CDC</title></html>"


class Site(ThreadingHTTPServer):
    """A small site: what it holds, what it was asked for, and how it misbehaves."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.files: dict[str, bytes] = {f"{PLACE}/DEMO_H.xpt": DEMO}
        self.asked: list[tuple[str, str]] = []
        self.ranges = True
        self.cut: list[int] = []  # of the next answers: so many bytes, then silence
        self.faults: list[int] = []  # status of the next answers

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.server_port}"

    def ranges_of(self, name: str) -> list[str]:
        """List the ranges that were asked of one file."""
        return [sent for path, sent in self.asked if path.endswith(name)]


class Answers(BaseHTTPRequestHandler):
    """Answer one request of the site."""

    server: Site

    def do_GET(self) -> None:
        """Send a file, its rest, or what the test wants sent."""
        sent = self.headers.get("Range", "")
        self.server.asked.append((self.path, sent))
        content = self.server.files.get(self.path.lstrip("/"))
        if content is None:
            self.send_error(404)
        elif self.server.faults:
            self.send_error(self.server.faults.pop(0))
        else:
            self.send(content, int(sent[6:-1]) if sent and self.server.ranges else 0)

    def send(self, content: bytes, start: int) -> None:
        """Send from a byte on."""
        if start >= len(content):
            self.send_error(416)
            return
        rest = content[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: self.server.cut.pop(0)] if self.server.cut else rest)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A running site whose clients do not wait between attempts."""
    monkeypatch.setattr(downloads, "_PAUSE", 0.0)
    running = Site()
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def kept(home: Path) -> Path:
    """Give where the people of the cycle are kept."""
    return home / "nhanes" / CYCLE / "DEMO_H.xpt"


def begun(home: Path, content: bytes) -> Path:
    """Leave a part file behind, as an attempt that was cut off does."""
    part = kept(home).with_name("DEMO_H.xpt.part")
    part.parent.mkdir(parents=True)
    part.write_bytes(content)
    return part


def manifest(digest: str) -> bytes:
    """State a SHA-256 as the site does."""
    return f"path,rows,sha256\n{PLACE}/DEMO_H.xpt,400,{digest}\n".encode()


def test_the_files_of_a_cycle_have_its_letter():
    """2013 is H."""
    assert {"DEMO_H", "TST_H", "RXQ_RX_H"} <= set(tables_of("2013-2014"))


def test_every_unknown_cycle_is_named_with_those_that_are_known():
    """All at once."""
    with pytest.raises(DataError, match=r"'1988-1994', '2013' is none of 2007-2008, .*2017-2018"):
        fetch(["1988-1994", "2013-2014", "2013"])


def test_home_is_where_the_environment_says(monkeypatch, tmp_path):
    """NHML_DATA."""
    monkeypatch.setenv("NHML_DATA", str(tmp_path))
    assert nhanes_files.home() == tmp_path


def test_a_file_is_fetched_and_the_missing_are_reported(site, tmp_path):
    """A 404 is an answer."""
    report = fetch([CYCLE], site.url, tmp_path)
    assert report.fetched == ("DEMO_H.xpt",)
    assert set(report.absent) == {f"{name}.xpt" for name in tables_of(CYCLE)} - {"DEMO_H.xpt"}
    assert kept(tmp_path).read_bytes() == DEMO


def test_what_is_kept_is_not_fetched_again(site, tmp_path):
    """One request for the file, whatever the number of calls."""
    fetch([CYCLE], site.url, tmp_path)
    assert fetch([CYCLE], site.url, tmp_path).kept == ("DEMO_H.xpt",)
    assert len(site.ranges_of("DEMO_H.xpt")) == 1


def test_a_kept_file_that_is_damaged_is_fetched_again(site, tmp_path):
    """Half a file is none."""
    kept(tmp_path).parent.mkdir(parents=True)
    kept(tmp_path).write_bytes(DEMO[:1001])
    assert fetch([CYCLE], site.url, tmp_path).fetched == ("DEMO_H.xpt",)


def test_an_attempt_goes_on_where_the_last_one_stopped(site, tmp_path):
    """Only the rest is asked for."""
    begun(tmp_path, DEMO[:1000])
    fetch([CYCLE], site.url, tmp_path)
    assert site.ranges_of("DEMO_H.xpt") == ["bytes=1000-"]
    assert kept(tmp_path).read_bytes() == DEMO


def test_a_server_that_ignores_the_range_is_read_from_the_start(site, tmp_path):
    """It sends all, so all is written anew."""
    site.ranges = False
    begun(tmp_path, b"x" * 1000)
    fetch([CYCLE], site.url, tmp_path)
    assert kept(tmp_path).read_bytes() == DEMO


def test_a_part_longer_than_the_file_begins_anew(site, tmp_path):
    """The server answers 416."""
    begun(tmp_path, b"x" * (len(DEMO) + 80))
    fetch([CYCLE], site.url, tmp_path)
    assert kept(tmp_path).read_bytes() == DEMO


def test_an_answer_cut_short_is_gone_on_with(site, tmp_path):
    """The second attempt asks for the rest."""
    site.cut = [1234]
    fetch([CYCLE], site.url, tmp_path)
    assert site.ranges_of("DEMO_H.xpt") == ["", "bytes=1234-"]
    assert kept(tmp_path).read_bytes() == DEMO


def test_an_answer_cut_short_every_time_is_a_mistake_and_its_part_stays(site, tmp_path):
    """Four attempts; the next run goes on."""
    site.cut = [800, 80, 80, 80]
    with pytest.raises(DataError, match=r"DEMO_H.xpt was not fetched: the connection ended early"):
        fetch([CYCLE], site.url, tmp_path)
    assert not kept(tmp_path).exists()
    assert kept(tmp_path).with_name("DEMO_H.xpt.part").read_bytes() == DEMO[:1040]


def test_a_fault_that_passes_is_tried_again(site, tmp_path):
    """A server may be busy."""
    site.faults = [503, 500]
    assert fetch([CYCLE], site.url, tmp_path).fetched == ("DEMO_H.xpt",)


def test_a_fault_that_stays_is_not_tried_again(site, tmp_path):
    """Forbidden is forbidden."""
    site.faults = [403]
    with pytest.raises(DataError, match=r"DEMO_H.xpt was not fetched: the server answers 403"):
        fetch([CYCLE], site.url, tmp_path)
    assert len(site.ranges_of("DEMO_H.xpt")) == 1


def test_the_page_not_found_that_the_cdc_sends_with_success_is_absent(site, tmp_path):
    """A soft 404."""
    site.files[f"{PLACE}/TST_H.xpt"] = SOFT_404
    assert "TST_H.xpt" in fetch([CYCLE], site.url, tmp_path).absent


def test_another_page_in_place_of_a_table_is_a_mistake(site, tmp_path):
    """A login page is no table."""
    site.files[f"{PLACE}/TST_H.xpt"] = LOGIN
    with pytest.raises(DataError, match=r"TST_H.xpt is a web page, not a SAS transport file"):
        fetch([CYCLE], site.url, tmp_path)


def test_every_mistake_is_told_at_once(site, tmp_path):
    """One line a file; what was good is kept."""
    site.files[f"{PLACE}/TST_H.xpt"] = LOGIN
    site.files[f"{PLACE}/GHB_H.xpt"] = b"SEQN,LBXGH\n1,5.4\n"
    site.files[f"{PLACE}/BMX_H.xpt"] = xport({"SEQN": PEOPLE, "ELSE": PEOPLE})
    with pytest.raises(DataError) as caught:
        fetch([CYCLE], site.url, tmp_path)
    told = str(caught.value)
    assert "TST_H.xpt is a web page" in told
    assert "GHB_H.xpt is not a SAS transport file" in told
    assert "BMX_H.xpt holds none of the variables BMXBMI" in told
    assert kept(tmp_path).exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (DEMO[:-7], "DEMO_H.xpt is cut short"),
        (xport({"PERSON": PEOPLE, "RIDAGEYR": PEOPLE}), "DEMO_H.xpt has no SEQN"),
        (DEMO[:160], "DEMO_H.xpt cannot be read as XPT"),
    ],
    ids=["cut", "nobody", "header only"],
)
def test_a_file_that_is_no_table_of_people_is_refused(site, tmp_path, content, words):
    """And not kept."""
    site.files[f"{PLACE}/DEMO_H.xpt"] = content
    with pytest.raises(DataError, match=words):
        fetch([CYCLE], site.url, tmp_path)
    assert not list(tmp_path.rglob("DEMO_H*"))


def test_variables_may_be_written_small(site, tmp_path):
    """The CDC writes MCQ160m."""
    site.files[f"{PLACE}/MCQ_H.xpt"] = xport({"SEQN": PEOPLE, "MCQ160m": [1.0] * 400})
    assert "MCQ_H.xpt" in fetch([CYCLE], site.url, tmp_path).fetched


def test_a_file_that_fits_the_manifest_is_kept(site, tmp_path):
    """Its SHA-256 is the one stated."""
    site.files["MANIFEST.csv"] = manifest(hashlib.sha256(DEMO).hexdigest())
    assert fetch([CYCLE], site.url, tmp_path).fetched == ("DEMO_H.xpt",)


def test_a_file_that_differs_from_the_manifest_is_refused(site, tmp_path):
    """Somebody changed it on the way."""
    site.files["MANIFEST.csv"] = manifest("0" * 64)
    with pytest.raises(DataError, match=r"DEMO_H.xpt differs from the SHA-256 in MANIFEST.csv"):
        fetch([CYCLE], site.url, tmp_path)
    assert not list(tmp_path.rglob("DEMO_H*"))


def test_a_site_with_nothing_of_a_cycle_is_a_mistake(site, tmp_path):
    """A wrong address answers 404 to everything."""
    words = r"no table of 2009-2010 is there; wanted such as Nchs/.*/2009/DataFiles/DEMO_F.xpt"
    with pytest.raises(DataError, match=words):
        fetch([CYCLE, "2009-2010"], site.url, tmp_path)


def test_a_site_that_cannot_be_reached_is_told_once(tmp_path):
    """Not once a file."""
    with pytest.raises(DataError, match=r"http://127.0.0.1:9 cannot be reached: .*refused"):
        fetch([CYCLE], "http://127.0.0.1:9", tmp_path)


def test_what_is_all_here_needs_no_network(tmp_path, monkeypatch):
    """An aeroplane will do."""
    monkeypatch.setattr(nhanes_files, "needed", lambda cycle: {"DEMO": frozenset({"RIDAGEYR"})})
    kept(tmp_path).parent.mkdir(parents=True)
    kept(tmp_path).write_bytes(DEMO)
    assert fetch([CYCLE], "http://127.0.0.1:9", tmp_path).kept == ("DEMO_H.xpt",)


def test_progress_is_told_in_bytes(site, tmp_path):
    """Up to the whole."""
    told = []
    fetch([CYCLE], site.url, tmp_path, lambda *words: told.append(words))
    assert told[-1] == ("DEMO_H.xpt", len(DEMO), len(DEMO))


def test_a_folder_is_a_base_too(tmp_path):
    """Laid out as the CDC site."""
    source = tmp_path / "mirror" / PLACE
    source.mkdir(parents=True)
    (source / "DEMO_H.xpt").write_bytes(DEMO)
    report = fetch([CYCLE], tmp_path / "mirror", tmp_path / "home")
    assert report.fetched == ("DEMO_H.xpt",)
    assert kept(tmp_path / "home").read_bytes() == DEMO


def test_the_real_files_are_fetched_and_fit_their_manifest(tmp_path):
    """All of 2013-2014 that the folder holds."""
    report = fetch([CYCLE], nhanes_base(), tmp_path)
    assert {"DEMO_H.xpt", "TST_H.xpt", "RXQ_RX_H.xpt"} <= set(report.fetched)
    assert set(report.absent) <= {"FASTQX_H.xpt", "BPX_H.xpt"}
