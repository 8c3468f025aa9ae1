"""Panel files as they come."""

import gzip
import io
import resource
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from nhml.errors import PanelError
from nhml.panels import files

PLAIN = "panel_id,age,tsh,tsh_unit\n007,50,<0.01,mIU/L\nNA,60,,\n"


def read(tmp_path, content, name="a.csv"):
    """Read a file of this content."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return files.read(str(path))


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.rstrip("\n"),
        PLAIN + "\n\n",
        PLAIN.replace("age", ' "age" '.strip()),
        PLAIN.replace("age,tsh,", " age , tsh ,"),
        "panel_id,age,tsh,tsh_unit,,\n007,50,<0.01,mIU/L,,\nNA,60,,,,\n",
    ],
    ids=["plain", "bom", "crlf", "cr", "no-end", "blank-end", "quoted", "blanks", "empty-columns"],
)
def test_a_csv_is_read_as_text(tmp_path, content):
    """Ids keep their noughts, NA stays NA, an empty cell is missing."""
    frame = read(tmp_path, content)
    assert list(frame.columns) == ["panel_id", "age", "tsh", "tsh_unit"]
    assert frame["panel_id"].tolist() == ["007", "NA"]
    assert frame["tsh"][0] == "<0.01"
    assert pd.isna(frame["tsh"][1])


@pytest.mark.parametrize("name", ["a.csv.gz", "A.CSV.GZ"])
def test_a_compressed_csv_is_read(tmp_path, name):
    """By its suffix, in any case."""
    assert len(read(tmp_path, gzip.compress(PLAIN.encode()), name)) == 2


def test_a_csv_may_hold_commas_and_quotes_in_quotes(tmp_path):
    """As a spreadsheet writes them."""
    frame = read(tmp_path, '"age",site\n50,"Ward 3, ""East"""\n60,""\n70,""""\n')
    assert frame["site"][0] == 'Ward 3, "East"'
    assert pd.isna(frame["site"][1])


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (['50,"Ward 3', "60,Ward 4", "70,Ward 5"], [2]),
        (['50,"Ward 3', '60,Ward 4"', "70,Ward 5"], [2, 3]),
        (['50,"Ward 3', '60,"Ward 4', "70,Ward 5"], [2, 3]),
        (["50,Ward 3", "60,6'2\"", "70,x"], [3]),
        (['50,Ward "3" East'], [2]),
        (['50,"Ward" 3'], [2]),
        (['50, "Ward 3"'], [2]),
        (['50,"Ward\r3"'], [2, 3]),
        (["", '50,"'], [3]),
    ],
)
def test_a_stray_quote_is_refused_by_its_row(tmp_path, rows, wrong):
    """It would swallow the end of its row: two patients would become one."""
    named = "".join(rf"\n  - row {number}" for number in wrong)
    with pytest.raises(PanelError, match=f"take line breaks out:{named}$"):
        read(tmp_path, "age,site\n" + "\n".join(rows) + "\n")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("blank", ["", '""'])
def test_a_blank_cell_of_the_only_column_is_a_row(tmp_path, blank, end):
    """As many rows out as in."""
    frame = read(tmp_path, end.join(["", '"age"', "50", blank, "60", ""]))
    assert frame["age"].fillna("none").tolist() == ["50", "none", "60"]


def test_a_blank_line_among_several_columns_is_no_row(tmp_path):
    """It is passed over, and rows are counted as a spreadsheet shows them."""
    assert len(read(tmp_path, "age,tsh\n\n50,2\n")) == 1
    with pytest.raises(PanelError, match="row 4 has 3 cells"):
        read(tmp_path, "age,tsh\n\n50,2\n60,2,3\n")


def test_a_cell_may_be_long(tmp_path):
    """Longer than what the parser looks at together."""
    frame = read(tmp_path, f"age,site\n50,{'x' * 3_000_000}\n60,y\n")
    assert frame["site"].str.len().tolist() == [3_000_000, 1]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("", "a.csv", "is empty"),
        ("\n\n", "a.csv", "is empty"),
        ("age,tsh\n", "a.csv", "no panel beneath the header"),
        ("age;tsh\n50;2,5\n", "a.csv", "separated by semicolons"),
        ("age\ttsh\n50\t2\n", "a.csv", "separated by tabs"),
        (
            "age,tsh\n50\n60,2\n70,2,3\n",
            "a.csv",
            r"header has 2 cells.*\n.*row 2 has 1 .*\n.*row 4",
        ),
        ("age,tsh\n50,Müller\n".encode("latin-1"), "a.csv", "is not UTF-8"),
        ("age,tsh\n50,2\n".encode("utf-16"), "a.csv", "is not UTF-8"),
        ("age,\n50,2\n", "a.csv", "a column with cells has no name"),
        (b"no gzip", "a.parquet", "cannot be read as .parquet"),
        (b"\x1f\x8b no gzip", "a.csv.gz", "cannot be read as .csv.gz"),
        ("age,tsh\n", "a.xlsx", "cannot tell the format; wanted .csv"),
        ("age,tsh\n", "csv", "cannot tell the format"),
        ('{"age": 50}\n{"age": NaN}\n', "a.jsonl", "one JSON object a line:\n  - line 2$"),
        ('{"age": 50, "age": 60}\n', "a.jsonl", "line 1"),
        ("[1]\n", "a.jsonl", "line 1"),
        ("[" * 100_000, "a.jsonl", "line 1"),
        ("", "a.jsonl", "no panel"),
        ("tsh [mIU/L],tsh_unit\n2,mIU/L\n", "a.csv", "tsh_unit too"),
        ("age [mo]\n600\n", "a.csv", "age states another unit; wanted a:"),
        ("age,sleep_hours [min]\n50,480\n", "a.csv", "sleep_hours states another .* wanted h:"),
        ("age,pregnant [mo]\n50,1\n", "a.csv", "pregnant states another .* wanted none:"),
        ("age,SHBG\n50,20\n", "a.csv", "almost shbg; write shbg"),
        ("age,sh\u200bbg\n50,20\n", "a.csv", "almost shbg; write shbg"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, content, name, message):
    """And names the file."""
    with pytest.raises(PanelError, match=f"(?s){name}: .*{message}"):
        read(tmp_path, content, name)


def test_a_file_that_is_not_there_is_named(tmp_path):
    """No traceback of a library."""
    with pytest.raises(PanelError, match=r"b\.csv: no such file"):
        files.read(str(tmp_path / "b.csv"))


def test_a_column_that_stands_twice_is_not_renamed(tmp_path):
    """The panel frame refuses it later; it must get there."""
    assert list(read(tmp_path, "age,tsh,tsh\n50,2,3\n").columns) == ["age", "tsh", "tsh"]


def test_no_message_quotes_a_cell(tmp_path):
    """A library's own error would quote the row."""
    with pytest.raises(PanelError, match="row 2 has 3 cells") as caught:
        read(tmp_path, "age,tsh\n50,canary-7731,x\n")
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("header", ["tsh [m[IU]/L]", "tsh[m[IU]/L]", "tsh  [m[IU]/L]"])
@pytest.mark.parametrize("age", ["age", "age [a]", "age[years]"])
def test_a_header_may_state_its_unit(tmp_path, header, age):
    """Once for the whole column."""
    frame = read(tmp_path, f"{age},{header}\n50,2\n")
    assert frame[["age", "tsh", "tsh_unit"]].to_numpy().tolist() == [["50", "2", "m[IU]/L"]]


def test_a_standard_input_that_was_closed_is_told(monkeypatch):
    """As some schedulers do; Python then has none."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(PanelError, match="nothing stands on the standard input; name a file"):
        files.read("-")


def test_the_standard_input_is_csv(monkeypatch):
    """Its byte order mark does not matter."""
    content = io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + PLAIN.encode()))
    monkeypatch.setattr(sys, "stdin", content)
    assert "panel_id" in files.read("-").columns


def test_json_lines_keep_text_as_text(tmp_path):
    """A text that looks like a number is left to the reader of numbers."""
    frame = read(tmp_path, '{"panel_id": "007", "tsh": "1_000"}\n\n{"panel_id": 8}\n', "a.jsonl")
    assert frame["panel_id"].tolist() == ["007", 8]
    assert frame["tsh"][0] == "1_000"


def test_a_parquet_file_gives_its_named_index_as_a_column(tmp_path):
    """So that ids kept there are not lost."""
    path = tmp_path / "a.parquet"
    pd.DataFrame({"age": [50]}, index=pd.Index(["p7"], name="panel_id")).to_parquet(path)
    assert files.read(str(path))["panel_id"].tolist() == ["p7"]


IDS = pa.array([2**53 + 1, None, 7])


@pytest.mark.parametrize(
    "ids",
    [IDS, IDS.cast("uint64"), IDS.dictionary_encode()],
    ids=["whole", "unsigned", "coded"],
)
def test_whole_ids_of_a_parquet_file_keep_their_digits(tmp_path, ids):
    """Although one is missing, which would make the others floats."""
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"panel_id": ids, "age": [50, 60, 70]}), path)
    assert files.read(str(path))["panel_id"].fillna("").tolist() == [str(2**53 + 1), "", "7"]


@pytest.mark.parametrize("kept", ["column", "index", "column of a sorted frame"])
def test_whole_ids_that_pandas_wrote_keep_their_digits(tmp_path, kept):
    """Whatever it noted of their type; an index without a name is none."""
    ids = pd.array([2**53 + 1, None, 7], dtype="Int64")
    frame = pd.DataFrame({"panel_id": ids, "age": [50, 60, 70]})
    frame = frame.set_index("panel_id") if kept == "index" else frame
    frame = frame.set_axis([2, 0, 1]) if "sorted" in kept else frame
    frame.to_parquet(tmp_path / "a.parquet")
    found = files.read(str(tmp_path / "a.parquet"))
    assert sorted(found.columns) == ["age", "panel_id"]
    assert found["panel_id"].fillna("").tolist() == [str(2**53 + 1), "", "7"]


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.parquet", "a.jsonl"])
def test_what_is_written_reads_back(tmp_path, name):
    """In every format."""
    path = str(tmp_path / name)
    files.write(pd.DataFrame({"panel_id": ["007"], "age": [50.5]}), path)
    frame = files.read(path)
    assert frame["panel_id"].tolist() == ["007"]
    assert np.float64(frame["age"][0]) == 50.5


def test_an_unknown_suffix_is_refused_before_work():
    """So that a night's batch does not end in nothing."""
    with pytest.raises(PanelError, match="cannot tell the format"):
        files.check_writable("out.xlsx")
    with pytest.raises(PanelError, match="its folder does not exist"):
        files.check_writable("/no/such/folder/out.csv")


def test_a_folder_is_refused_before_work(tmp_path):
    """Although it is called as a file is."""
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(PanelError, match=r"out\.csv: is a folder; name a file"):
        files.check_writable(str(tmp_path / "out.csv"))


def test_a_folder_that_may_not_be_written_to_is_refused_before_work(tmp_path, monkeypatch):
    """Root may write anywhere, so the answer of the system is made up."""
    monkeypatch.setattr(files.os, "access", lambda folder, mode: False)
    with pytest.raises(PanelError, match="nothing may be written into its folder"):
        files.check_writable(str(tmp_path / "out.csv"))


FRAME = pd.DataFrame({"panel_id": ["7"], "age": [50.5]})


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".parquet", ".jsonl"])
def test_a_place_that_cannot_be_written_is_said(tmp_path, suffix):
    """A full disk, a folder, a file system that makes no files."""
    full, folder = tmp_path / f"full{suffix}", tmp_path / f"folder{suffix}"
    full.symlink_to("/dev/full")
    folder.mkdir()
    for place in (full, folder, Path(f"/proc/nhml{suffix}")):
        with pytest.raises(PanelError, match=f"{place}: cannot be written"):
            files.write(FRAME, str(place))


@pytest.fixture
def small_disk():
    """No file may grow beyond four kilobytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".parquet", ".jsonl"])
def test_what_fails_half_way_leaves_what_stood_there(tmp_path, suffix, small_disk):
    """And nothing beside it."""
    path = tmp_path / f"out{suffix}"
    files.write(FRAME, str(path))
    before = path.read_bytes()
    with pytest.raises(PanelError, match="cannot be written"):
        files.write(pd.DataFrame({"age": np.random.default_rng(0).random(9000)}), str(path))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path):
    """What it points to is written."""
    (tmp_path / "out.csv").symlink_to(tmp_path / "there.csv")
    files.write(FRAME, str(tmp_path / "out.csv"))
    assert (tmp_path / "out.csv").is_symlink()
    assert (tmp_path / "there.csv").read_bytes() == b"panel_id,age\n7,50.5\n"


def test_the_standard_output_is_utf_8(monkeypatch):
    """Whatever the terminal speaks."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    files.write(pd.DataFrame({"site": ["Köln"]}), "-")
    assert out.buffer.getvalue() == "site\nKöln\n".encode()


@pytest.mark.parametrize(
    "text", ["a\rb", "a\nb", "a\r\nb", 'a"b', "a,b", '"a', "a\x85b", "a\u2028b"]
)
def test_any_text_is_written_as_one_row(tmp_path, text):
    """A file reads back with as many rows."""
    path = str(tmp_path / "a.csv")
    files.write(pd.DataFrame({"site": [text, "c"], "age": [50, 60]}), path)
    frame = files.read(path)
    assert frame["age"].tolist() == ["50", "60"]
    assert frame["site"][0] == text.replace("\r\n", " ").replace("\r", " ").replace("\n", " ")


@pytest.mark.parametrize("content", [f"tsh = {'[' * 900}", f"tsh = {'9' * 5000}", "tsh ="])
def test_a_units_file_that_cannot_be_read_is_refused(tmp_path, content):
    """However deep or long."""
    (tmp_path / "u.toml").write_text(content)
    with pytest.raises(PanelError, match="wanted lines such as"):
        files.read_units(str(tmp_path / "u.toml"))


def test_units_are_stated_in_a_file(tmp_path):
    """A line an analyte."""
    (tmp_path / "u.toml").write_text('tsh = "mIU/L"\n')
    assert files.read_units(str(tmp_path / "u.toml")) == {"tsh": "mIU/L"}


def test_all_mistakes_of_a_units_file_are_told_at_once(tmp_path):
    """Names that are no analyte, and units that are not the analyte's."""
    (tmp_path / "u.toml").write_text('thsh = "mIU/L"\nglucose = "mmol"\ntsh = 5\n')
    with pytest.raises(PanelError, match=r"(?s)thsh is not an analyte.*glucose: 'mmol'.*tsh: 5"):
        files.read_units(str(tmp_path / "u.toml"))
