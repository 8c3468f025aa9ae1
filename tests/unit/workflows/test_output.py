"""What a run leaves in its folder."""

from pathlib import Path

import pandas as pd
import pytest

from nhml.errors import DataError
from nhml.modelling.evaluation import Evaluation
from nhml.workflows import output


def test_a_new_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    """So that a run can be named by what it is."""
    output.claim(tmp_path / "runs" / "panel")
    output.claim(tmp_path / "runs" / "panel")
    assert (tmp_path / "runs" / "panel").is_dir()


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    """Nor is a file a folder."""
    (tmp_path / "file").write_text("")
    for place in (tmp_path, tmp_path / "file"):
        with pytest.raises(DataError, match="is not an empty folder"):
            output.claim(place)


@pytest.mark.parametrize("place", ["/proc/nhml/run", "/dev/null/run"])
def test_a_folder_that_cannot_be_made_is_said(place: str) -> None:
    """Before any work is done for it."""
    with pytest.raises(DataError, match=f"{place}: cannot be written to"):
        output.claim(Path(place))


def test_a_folder_that_may_not_be_written_to_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write anywhere, so the answer of the system is made up."""
    monkeypatch.setattr(output.os, "access", lambda folder, mode: False)
    with pytest.raises(DataError, match="nothing may be written into it"):
        output.claim(tmp_path)


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """It is no fault of nhml."""
    (tmp_path / "evaluation.json").symlink_to("/dev/full")
    with pytest.raises(DataError, match="cannot be written to"):
        output.write(tmp_path, Evaluation(()), pd.DataFrame({"id": ["7"]}))
