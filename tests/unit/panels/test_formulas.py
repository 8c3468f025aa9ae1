"""No text that nhml writes runs in a spreadsheet, and every text comes back."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhml.panels import csv_rows, files, formulas

TEXT = st.text(st.sampled_from("'=+-@＝1a, \"\t"), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-A1", "'-A1"), ("@x", "'@x"), ("＝1", "'＝1"),
        ("'=1", "''=1"), ("''@a", "'''@a"), ("-5.2", "-5.2"), ("+1e3", "+1e3"), ("-", "-"),
        ("a=1", "a=1"), ("'a", "'a"), ("007", "007"), ("<0.01", "<0.01"), ("", ""),
    ],
)  # fmt: skip
def test_only_what_would_run_is_changed(text, written):
    """Numbers, and signs within a text, are left."""
    assert formulas.guard(pd.DataFrame({"a": [text, None, 5]}))["a"].tolist()[0] == written


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(TEXT, min_size=1, max_size=5))
def test_every_text_comes_back(tmp_path_factory, texts):
    """Whatever apostrophes it had before."""
    path = tmp_path_factory.getbasetemp() / "texts.csv"
    files.write(pd.DataFrame({"site": texts, "age": 50}), str(path))
    assert csv_rows.read(path)["site"].tolist() == texts


def test_no_cell_of_a_written_file_begins_a_formula(tmp_path):
    """Also in quotes; numbers keep their sign."""
    path = tmp_path / "a.csv"
    sent = pd.DataFrame({"panel_id": ['=HYPERLINK("x","y")', "-2+3"], "risk": [-0.5, 0.25]})
    files.write(sent, str(path))
    assert path.read_text().splitlines()[1:] == [
        '"\'=HYPERLINK(""x"",""y"")",-0.5',
        "'-2+3,0.25",
    ]
    assert files.read(str(path))["panel_id"].tolist() == sent["panel_id"].tolist()


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl"])
def test_other_formats_hold_the_text_itself(tmp_path, name):
    """No spreadsheet runs them."""
    path = str(tmp_path / name)
    files.write(pd.DataFrame({"panel_id": ["=1+1"], "age": [50.0]}), path)
    assert files.read(path)["panel_id"].tolist() == ["=1+1"]


def test_an_id_goes_through_a_file_and_back(tmp_path):
    """As many times as one likes."""
    path = str(tmp_path / "a.csv")
    frame = pd.DataFrame({"panel_id": ["'=1", "=1"], "age": ["50", "60"]})
    for _ in range(3):
        files.write(frame, path)
        frame = files.read(path)
    assert frame["panel_id"].tolist() == ["'=1", "=1"]
