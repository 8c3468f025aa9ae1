"""A hospital's own file: what is read of it, what is said, what is refused."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.errors import CohortError, PanelError
from nhml.modelling.risk_model import RiskModel
from nhml.workflows.validate import Validated, validate
from tests.people import awkward, panel_frame

TESTOSTERONE = ["testosterone", "testosterone_unit"]


def local(n: int = 900, factor: float = 1.0, seed: int = 9) -> pd.DataFrame:
    """Men of a hospital; its column says who had low testosterone, ten cells are empty."""
    frame = panel_frame(n, seed=seed)
    had = frame["testosterone"] * factor < 300
    frame["Low T"] = np.where(had, "yes", "No")
    frame.loc[:9, "Low T"] = ""
    return frame


def run(model: RiskModel, frame: pd.DataFrame, folder: Path, **more: object) -> Validated:
    """Validate on a frame as a CSV file."""
    path = folder / "local.csv"
    frame.to_csv(path, index=False)
    return validate(model, str(path), "Low T", folder / "out", resamples=60, **more)


def test_a_site_leaves_a_page_and_plain_data(model: RiskModel, tmp_path: Path) -> None:
    """And its people, who stay."""
    done = run(model, awkward(local()).drop(columns=TESTOSTERONE), tmp_path, name="By the lake")
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} >= {
        "validation.html", "validation.json", "curves.json", "people.parquet"
    }  # fmt: skip
    told = json.loads((out / "validation.json").read_text("utf-8"))
    assert told["site"] == "By the lake"
    assert told["coverage"]["panels"] == 902
    assert told["coverage"]["unknown"] == 12
    shown = told["coverage"]
    assert shown["scored"] + shown["abstained"] + shown["rejected"] == 902
    assert told["advice"]["answer"] == done.report.answer
    page = (out / "validation.html").read_text("utf-8")
    assert f"Advice: {done.report.answer}" in page
    assert "<script" not in page
    assert "p00011" not in page + json.dumps(told)


def test_the_outcome_never_reaches_the_model(model: RiskModel, tmp_path: Path) -> None:
    """Named like a column that it reads: the risk is that of a panel without it."""
    frame = local().drop(columns=TESTOSTERONE)
    plain = run(model, frame, tmp_path)
    named = frame.drop(columns=["sleep_hours"]).rename(columns={"Low T": "sleep_hours"})
    path = tmp_path / "named.csv"
    named.to_csv(path, index=False)
    told = validate(model, str(path), "sleep_hours", tmp_path / "named", resamples=20)
    without = run_without(model, frame, tmp_path)
    ours = told.people.set_index("id")["risk"]
    assert ours.to_numpy() == pytest.approx(without[ours.index].to_numpy(), nan_ok=True)
    assert len(plain.people) == len(told.people)


def run_without(model: RiskModel, frame: pd.DataFrame, folder: Path) -> pd.Series:
    """The risks of the same panels without hours of sleep."""
    scored = model.score(frame.drop(columns=["sleep_hours", "Low T"]))
    return scored.set_index("panel_id")["risk"]


@pytest.mark.parametrize("wrong", ["perhaps", "2", "9", "y", "unknown"])
def test_other_cells_are_refused_by_row_and_never_shown(
    model: RiskModel, tmp_path: Path, wrong: str
) -> None:
    """The header is row 1, so the first panel is row 2."""
    frame = local(100)
    frame.loc[[20, 30], "Low T"] = wrong
    with pytest.raises(CohortError, match=r"2 other cells, in rows 22, 32 of the file$") as raised:
        run(model, frame, tmp_path)
    assert f"{wrong};" not in str(raised.value)


def test_a_column_that_is_not_there_is_told_with_the_likely_one(
    model: RiskModel, tmp_path: Path
) -> None:
    """A space forgotten."""
    path = tmp_path / "local.csv"
    local(60).to_csv(path, index=False)
    with pytest.raises(CohortError, match=r"has no column LowT; did you mean Low T\?"):
        validate(model, str(path), "LowT", tmp_path / "out")


def test_a_column_that_contradicts_the_panels_is_told(model: RiskModel, tmp_path: Path) -> None:
    """The file holds testosterone: the column says otherwise of every fiftieth or so."""
    frame = local()
    frame.loc[100:119, "Low T"] = np.where(frame.loc[100:119, "Low T"] == "yes", "no", "yes")
    done = run(model, frame, tmp_path)
    (words,) = [one for one in done.report.warnings if "differ" in one]
    assert "in 890 panels, and differ in 20" in words


def test_who_trained_the_model_is_told(
    model: RiskModel, people: pd.DataFrame, tmp_path: Path
) -> None:
    """The same people with the same outcome."""
    frame = people.assign(**{"Low T": (people["testosterone"] < 300).astype(int)})
    path = tmp_path / "local.parquet"
    frame.to_parquet(path)
    done = validate(model, str(path), "Low T", tmp_path / "out", resamples=20)
    assert done.report.warnings[0].startswith("these people trained the model")


def test_risks_that_are_too_low_are_to_be_recalibrated(model: RiskModel, tmp_path: Path) -> None:
    """And the page says what recalibration would take."""
    done = run(model, local(factor=0.85).drop(columns=TESTOSTERONE), tmp_path)
    assert done.report.answer == "recalibrate"
    assert "nhml recalibrate would take" in done.report.update


def test_what_no_update_mends_is_not_sent_to_be_recalibrated(
    model: RiskModel, tmp_path: Path
) -> None:
    """Shown to be off by its interval, and yet the closed test would change nothing."""
    done = run(model, local(factor=1.01, seed=53).drop(columns=TESTOSTERONE), tmp_path)
    assert done.report.answer == "cannot tell yet"
    assert "is shown to differ from 1" in done.report.reasons[0]
    assert "takes no update" in done.report.reasons[-1]
    assert not done.report.update


def test_few_people_cannot_tell_and_are_told_how_many_could(
    model: RiskModel, tmp_path: Path
) -> None:
    """At the rate at which they came: 60 people in 60 days are seven a week."""
    frame = local(60).drop(columns=TESTOSTERONE)
    frame["drawn_at"] = (np.datetime64("2023-01-01") + np.arange(60)).astype(str)
    done = run(model, frame, tmp_path)
    plan = done.report.plan
    assert done.report.answer == "cannot tell yet"
    assert plan.a_week == pytest.approx(7 * plan.people / 49, rel=0.01)
    assert plan.weeks == int(np.ceil((plan.to_tell.people - plan.people) / plan.a_week))
    assert "Let it run silently" in plan.words()


def test_no_event_at_all_is_no_fault(model: RiskModel, tmp_path: Path) -> None:
    """Nothing is known then, and that is said."""
    frame = local(60).assign(**{"Low T": "0"}).drop(columns=TESTOSTERONE)
    done = run(model, frame, tmp_path)
    assert done.report.answer == "cannot tell yet"
    assert "cannot be told from so few" in done.report.plan.words()


def test_nobody_whom_the_model_is_about_is_refused(model: RiskModel, tmp_path: Path) -> None:
    """Women only."""
    with pytest.raises(CohortError, match="nobody is eligible and has a known outcome"):
        run(model, local(60).assign(sex="F").drop(columns=TESTOSTERONE), tmp_path)


def test_a_whole_column_in_another_unit_is_refused(model: RiskModel, tmp_path: Path) -> None:
    """As every verb refuses it."""
    frame = local(200).drop(columns=TESTOSTERONE)
    with pytest.raises(PanelError, match="units of whole columns are wrong"):
        run(model, frame.assign(hba1c=(frame["hba1c"] - 2.15) * 10.929), tmp_path)
