"""A model that was taken back is refused by its address, with the reason."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nhml.errors import ModelError
from nhml.modelling.risk_model import RiskModel
from nhml.tracking.models import load
from nhml.tracking.retractions import beside
from nhml.workflows.retract import label, retract

WHEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
REASON = "SHBG was read in another unit"


@pytest.fixture
def home(folder: Path, tmp_path: Path) -> Path:
    """A training's folder with a bundle in it."""
    shutil.copytree(folder, tmp_path / "run" / "model")
    return tmp_path / "run"


def test_a_folder_is_refused_with_the_reason(home: Path) -> None:
    """By that of the training and by that of the bundle; the bundle itself is as it was."""
    before = {path: path.read_bytes() for path in (home / "model").rglob("*") if path.is_file()}
    done = retract(str(home), f"  {REASON}\n", by="Dr Known", now=WHEN)
    assert done.where == str(home / "model.retracted.json")
    for address in (home, home / "model"):
        with pytest.raises(ModelError, match=f"retracted on 2026-03-01 by Dr Known: {REASON}"):
            load(str(address))
    assert before == {path: path.read_bytes() for path in before}


def test_who_looks_into_it_can_load_it(home: Path, model: RiskModel) -> None:
    """By asking for a retracted one."""
    retract(str(home), REASON)
    assert load(str(home), retracted=True).identity == model.identity
    assert label(str(home)) == model.label


def test_another_bundle_in_its_place_is_not_retracted(home: Path, in_use: Path) -> None:
    """What was said was said of one identity."""
    retract(str(home), REASON)
    shutil.rmtree(home / "model")
    shutil.copytree(in_use / "model", home / "model")
    assert load(str(home)).name == "synthetic-thyroid"


def test_it_is_not_retracted_twice(home: Path) -> None:
    """The first reason stands."""
    retract(str(home), REASON, by="first")
    with pytest.raises(ModelError, match=r"retracted before, on .* by first: SHBG"):
        retract(str(home), "another reason")


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"identity": 1, "identity": 2}'])
def test_a_record_that_cannot_be_read_stops(home: Path, content: str) -> None:
    """It may say that the model is wrong."""
    beside(home / "model").write_text(content, "utf-8")
    with pytest.raises(ModelError, match="is no retraction that can be read"):
        load(str(home))


@pytest.mark.parametrize("reason", ["", " \n ", "long " * 200])
def test_a_reason_is_a_sentence(home: Path, reason: str) -> None:
    """Who is refused wants to know why."""
    with pytest.raises(ModelError, match="wanted a sentence of up to 500 signs"):
        retract(str(home), reason)


def test_what_is_not_there_is_not_retracted(tmp_path: Path) -> None:
    """Nor is a run: its versions are."""
    with pytest.raises(ModelError, match="its manifest cannot be read"):
        retract(str(tmp_path), REASON)
    with pytest.raises(ModelError, match="wanted models:/name/version, or a folder"):
        retract("runs:/0123/model", REASON)


def test_the_record_is_plain(home: Path) -> None:
    """Another program reads it."""
    retract(str(home), "Ärger: «µ»", by="x", now=WHEN)
    told = json.loads((home / "model.retracted.json").read_text("utf-8"))
    assert told["when"] == "2026-03-01T12:00:00Z"
    assert told["reason"] == "Ärger: «µ»"
