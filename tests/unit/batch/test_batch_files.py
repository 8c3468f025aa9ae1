"""A file of panels into a file of risks."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.batch import files
from nhml.errors import PanelError
from nhml.modelling.risk_model import RiskModel


def scored(model: RiskModel, sent: pd.DataFrame, home: Path, **more: object) -> pd.DataFrame:
    """Write panels, score them, read the scores."""
    sent.to_csv(home / "panels.csv", index=False)
    files.score(model, str(home / "panels.csv"), str(home / "scores.csv"), **more)  # type: ignore[arg-type]
    return pd.read_csv(home / "scores.csv", dtype={"panel_id": str}, keep_default_na=False)


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_a_blank_id_is_its_row_of_the_file_in_any_chunk(
    model: RiskModel, people: pd.DataFrame, tmp_path: Path, chunk: int
) -> None:
    """A real id that looks like one is told from it."""
    sent = people.head(8).assign(panel_id=["a", None, "2", "row-5", None, None, "7", "8"])
    found = scored(model, sent, tmp_path, chunk=chunk)["panel_id"].tolist()
    assert found == ["a", "row-row-2", "2", "row-5", "row-row-5", "row-row-6", "7", "8"]


def test_the_chunk_changes_nothing(model: RiskModel, panels: pd.DataFrame, tmp_path: Path) -> None:
    """Nothing but memory."""
    whole = scored(model, panels, tmp_path)
    pd.testing.assert_frame_equal(scored(model, panels, tmp_path, chunk=7), whole)
    with pytest.raises(ValueError, match="chunk: 0 panels at a time; wanted 1 at least"):
        scored(model, panels, tmp_path, chunk=0)


def test_a_laboratorys_limits_hold_for_scores_and_their_contributions(
    model: RiskModel, people: pd.DataFrame, tmp_path: Path
) -> None:
    """A potassium of 6.4 silences by the generic limit, and not by a file that warns from 6.5."""
    lab = tmp_path / "lab.toml"
    lab.write_text('laboratory = "Nord"\n[potassium]\nunit = "mmol/L"\ncritical_high = 6.5\n')
    sent = people.head(5).assign(potassium=6.4, potassium_unit="mmol/L")
    generic = scored(model, sent, tmp_path, explain=1)
    own = scored(model, sent, tmp_path, explain=1, limits=lab)
    spoken = own["status"] == "scored"
    assert "scored" not in set(generic["status"])
    assert spoken.any()
    assert ((own["explanation"] != "[]") == spoken).all()


@pytest.mark.parametrize("chunk", [5, 1000])
def test_a_column_in_another_unit_stops_the_file(
    model: RiskModel, people: pd.DataFrame, tmp_path: Path, chunk: int
) -> None:
    """As a whole, whatever the chunk; the file is named and nothing is written."""
    sent = people.head(40).assign(hba1c=lambda frame: frame["hba1c"] * 7, hba1c_unit="%")
    said = r"panels\.csv: (?s:.*)hba1c is stated in %, and its values fit only mmol/mol: correct"
    with pytest.raises(PanelError, match=said):
        scored(model, sent, tmp_path, chunk=chunk)
    assert not (tmp_path / "scores.csv").exists()


def test_a_few_panels_are_not_judged_as_a_column(
    model: RiskModel, people: pd.DataFrame, tmp_path: Path
) -> None:
    """Each of them is warned of for itself."""
    sent = people.head(5).assign(hba1c=38.0, hba1c_unit="%")
    assert scored(model, sent, tmp_path)["status"].tolist() == ["rejected"] * 5


def test_columns_that_are_not_read_and_those_that_are_missing_are_told(
    model: RiskModel, people: pd.DataFrame, tmp_path: Path
) -> None:
    """By number; by name only where no patient can be quoted."""
    said: list[str] = []
    sent = people.head(3).drop(columns=["bmi", "bmi_unit"])
    scored(model, sent.assign(sleep_hour=7, canary=1), tmp_path, tell=said.append)
    wanted = len({*model.applicability.inputs, "sex", "age", "on_testosterone"})
    assert said == [
        "columns that nhml does not know and does not read: 2; did you mean sleep_hours by "
        "'sleep_hour'?",
        f"not in the file: 2 of the {wanted} columns that the model reads (bmi, on_testosterone)",
    ]


def test_ids_that_would_break_the_output_do_not(
    model: RiskModel, people: pd.DataFrame, tmp_path: Path
) -> None:
    """As many rows out as in, from JSON lines, which can hold any character."""
    ids = ["a\rb", "c\nd", "\u202ee", "f\x00", 'g,"h"']
    source, scores = tmp_path / "panels.jsonl", str(tmp_path / "scores.csv")
    people.head(5).assign(panel_id=ids).to_json(source, orient="records", lines=True)
    files.score(model, str(source), scores)
    from nhml.panels import files as panels

    assert panels.read(scores)["panel_id"].tolist() == ["a?b", "c?d", "?e", "f?", 'g,"h"']


def test_the_scores_of_an_awkward_file_are_those_of_the_library(
    model: RiskModel, panels: pd.DataFrame, tmp_path: Path
) -> None:
    """Judging the file as a whole moves no risk."""
    found = scored(model, panels, tmp_path)
    expected = model.score(panels)
    assert found["status"].tolist() == expected["status"].tolist()
    np.testing.assert_allclose(
        pd.to_numeric(found["risk"]), expected["risk"], rtol=1e-9, equal_nan=True
    )
