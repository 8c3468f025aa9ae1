"""The panels that a model answered, found in the answers that were kept."""

from pathlib import Path

import pandas as pd
import pytest

from nhml.errors import DataError
from nhml.panels import files
from nhml.workflows.retract import COLUMNS, answered, parts

MINE, OTHER = "panel 0123456789ab", "panel ba9876543210"


@pytest.fixture
def answers() -> pd.DataFrame:
    """Seven answers, five of them of the model; a risk that must not come out."""
    return pd.DataFrame(
        {
            "panel_id": ["a", "b", "=c", "d", "e", "f", "g"],
            "status": ["scored", "abstained", "scored", "rejected", "scored", "scored", "scored"],
            "risk": [0.123456, None, 0.2, None, 0.3, 0.4, 0.5],
            "model": [MINE, MINE, MINE, MINE, OTHER, OTHER, MINE],
        }
    )


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".parquet", ".jsonl"])
@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_answers_are_found_in_every_form(
    answers: pd.DataFrame, tmp_path: Path, suffix: str, chunk: int
) -> None:
    """With file and row, however few rows are read at a time; a formula is an id again."""
    path = str(tmp_path / f"january{suffix}")
    files.write(answers, path)
    found = pd.concat(answered(parts([path], chunk), MINE), ignore_index=True)
    assert tuple(found) == COLUMNS
    assert found["panel_id"].tolist() == ["a", "b", "=c", "d", "g"]
    first = 1 if suffix == ".jsonl" else 2
    assert found["row"].tolist() == [first + at for at in (0, 1, 2, 3, 6)]
    assert found["risk_shown"].tolist() == ["yes", "no", "yes", "no", "yes"]
    assert set(found["file"]) == {path}


def test_any_store_of_answers_will_do(answers: pd.DataFrame) -> None:
    """Frames under a name; without a status nobody knows whether a risk was shown."""
    store = (("day 1", 0, answers), ("day 2", 7, answers.drop(columns="status")))
    found = pd.concat(answered(store, OTHER), ignore_index=True)
    assert found["row"].tolist() == [4, 5, 11, 12]
    assert found["risk_shown"].tolist() == ["yes", "yes", "unknown", "unknown"]


def test_a_model_that_answered_nothing_is_in_no_list(answers: pd.DataFrame) -> None:
    """Not even as an empty part."""
    assert list(answered([("x", 2, answers)], "somebody else")) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "panel_id,risk\np,0.1\n", r"a.csv: lacks model; wanted answers of nhml score"),
        ("a.csv", 'panel_id,model\n"p,0.1\nq', r"a.csv: cannot be read \(\w+\)"),
        ("a.jsonl", "{", r"a.jsonl: cannot be read \(\w+\)"),
        ("a.parquet", "PAR", r"a.parquet: cannot be read \(\w+\)"),
        ("a.xlsx", "x", r"a.xlsx: wanted .csv, .csv.gz, .parquet or .jsonl"),
    ],
)
def test_a_file_of_no_answers_is_named(tmp_path: Path, name: str, content: str, words: str) -> None:
    """And nothing that stands in it."""
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(DataError, match=words):
        list(parts([str(tmp_path / name)]))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """By its path."""
    with pytest.raises(DataError, match=r"nowhere.csv: no such file"):
        list(parts([str(tmp_path / "nowhere.csv")]))
