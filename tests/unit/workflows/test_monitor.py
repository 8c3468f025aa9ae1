"""Monitoring finds what was planted, and nothing where nothing was."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts import synthetic
from nhml.errors import DataError, ModelError
from nhml.modelling import bundle
from nhml.modelling.monitored import Limits, Monitored
from nhml.modelling.risk_model import RiskModel
from nhml.reporting.monitoring_page import page, verdict
from nhml.workflows.monitor import monitor

Watch = Callable[..., Monitored]


@pytest.fixture(scope="module")
def others(in_use: Path) -> pd.DataFrame:
    """Two thousand others of the same kind."""
    model = bundle.load(in_use / "model")
    frame = synthetic.read(model.outcome, 2000, 7)[1]
    return frame.drop(columns="true_risk")


@pytest.fixture
def watch(in_use: Path, tmp_path: Path) -> Watch:
    """Monitor a frame."""
    model = bundle.load(in_use / "model")

    def run(frame: pd.DataFrame, **asked: object) -> Monitored:
        path = tmp_path / "now.parquet"
        frame.to_parquet(path)
        return monitor(model, str(path), **asked)

    return run


def past(found: Monitored) -> dict[str, str]:
    """What is past a limit, by subject."""
    return {one.subject: one.words for one in found.findings if one.level == "past"}


def number(column: pd.Series) -> pd.Series:
    """Cells that may carry a sign as numbers."""
    return pd.to_numeric(column, errors="coerce")


def test_the_same_kind_of_people_are_clear(watch: Watch, others: pd.DataFrame) -> None:
    """Over all, by site, by month."""
    found = watch(others)
    assert not found.past
    assert past(found) == {}
    assert len(found.periods) > 10
    assert len(found.checks) > 500


def test_an_analyte_whose_unit_changed_is_found_with_its_units(
    watch: Watch, others: pd.DataFrame
) -> None:
    """One site writes pmol/L beside values in ng/dL."""
    told = (others["site"] == "south") & (others["ft4_unit"] == "ng/dL")
    whole = others["ft4_unit"] == "ng/dL"
    assert whole.sum() > 300
    for some in (whole, told if told.sum() > 100 else whole):
        wrong = others.assign(ft4_unit=others["ft4_unit"].mask(some, "pmol/L"))
        words = past(watch(wrong))["ft4"]
        assert "look as if sent in another unit" in words
        assert "ng/dL stood in a column that says pmol/L" in words


def test_a_whole_column_in_another_unit_is_told_not_refused(
    watch: Watch, others: pd.DataFrame
) -> None:
    """Scoring refuses such a file; monitoring says what it is."""
    wrong = others.assign(ft4_unit=others["ft4_unit"].replace("ng/dL", "pmol/L"))
    wrong["ft4"] = number(wrong["ft4"]).mask(others["ft4_unit"] == "pmol/L", 1.2)
    assert "ft4" in past(watch(wrong))


def test_a_recalibration_by_fifteen_percent_is_found(watch: Watch, others: pd.DataFrame) -> None:
    """The index stays far below its rule of thumb; the middle moved by more than is acceptable."""
    found = watch(others.assign(tsh=number(others["tsh"]) * 1.15))
    assert "(+1" in past(found)["tsh"]
    index = next(one for one in found.checks if one[:3] == ("tsh", "psi", ""))
    assert index.value < 0.1


def test_an_analyte_that_is_no_longer_measured_is_found(watch: Watch, others: pd.DataFrame) -> None:
    """As a column that is not there."""
    gone = others.drop(columns=[name for name in others if name.startswith("tpo_ab")])
    assert "no longer measured" in past(watch(gone))["tpo_ab"]


def test_a_change_of_the_last_months_is_dated(watch: Watch, others: pd.DataFrame) -> None:
    """Over four years it would drown; its periods show it."""
    late = others["drawn_at"] >= "2022-07"
    found = watch(others.assign(tpo_ab=others["tpo_ab"].mask(late, None)))
    finding = next(one for one in found.findings if one.subject == "tpo_ab")
    months = [part for part in finding.parts if not part.startswith("site=")]
    assert months
    assert min(months) >= "2022-07"


def test_older_people_are_found(watch: Watch, others: pd.DataFrame) -> None:
    """A clinic for the elderly joined."""
    assert "mean" in past(watch(others[others["age"] > 55]))["age"]


def test_risk_that_drifts_at_one_site_is_found(watch: Watch, others: pd.DataFrame) -> None:
    """One site sends those with antibodies only now."""
    chosen = (others["site"] != "east") | (number(others["tpo_ab"]) > 30)
    found = watch(others[chosen])
    finding = next(one for one in found.findings if one.subject == "risk")
    assert "site=east" in finding.parts


def test_an_outcome_that_doubled_is_found(
    watch: Watch, others: pd.DataFrame, tmp_path: Path
) -> None:
    """Once outcomes have arrived; the honest ones are clear."""
    told = others[["panel_id", "hypothyroid_at_5y"]].set_axis(["panel_id", "outcome"], axis=1)
    told.to_csv(tmp_path / "told.csv", index=False)
    found = watch(others, outcomes=str(tmp_path / "told.csv"))
    assert "risk" not in past(found)
    known, events = found.outcomes
    assert known > 1000
    assert events > 60
    assert {one.metric for one in found.calibration} >= {"o_e", "calibration_slope", "ici"}
    free = told["outcome"][told["outcome"] == 0].sample(int(told["outcome"].sum()), random_state=0)
    told.loc[free.index, "outcome"] = 1
    told.to_csv(tmp_path / "told.csv", index=False)
    words = past(watch(others, outcomes=str(tmp_path / "told.csv")))["risk"]
    assert "the outcome came more often than it said" in words


def test_few_outcomes_say_nothing(watch: Watch, others: pd.DataFrame, tmp_path: Path) -> None:
    """Nineteen with it are too few for a ratio."""
    told = others[["panel_id", "hypothyroid_at_5y"]].dropna()
    few = pd.concat([told[told["hypothyroid_at_5y"] == 1].head(15), told.head(200)])
    few.drop_duplicates("panel_id").to_csv(tmp_path / "few.csv", index=False)
    found = watch(others, outcomes=str(tmp_path / "few.csv"))
    assert not [one for one in found.calibration if one.metric in ("o_e", "ici")]
    assert {one.group for one in found.calibration} == {"all"}  # of a month it would be persons


def test_outcomes_that_cannot_be_read_are_told_by_row(
    watch: Watch, others: pd.DataFrame, tmp_path: Path
) -> None:
    """And never by what stands there."""
    (tmp_path / "told.csv").write_text("panel_id,outcome\na,1\na,0\nb,perhaps\n", "utf-8")
    with pytest.raises(DataError, match=r"(?s)row 4, outcome: .*1 panels have both") as told:
        watch(others.head(20), outcomes=str(tmp_path / "told.csv"))
    assert "perhaps" not in str(told.value)


def test_a_unit_that_training_did_not_have_is_watched(watch: Watch, others: pd.DataFrame) -> None:
    """It is converted: the values are what they were."""
    moved = others["ft3_unit"] == "pmol/L"
    sent = others.assign(
        ft3=number(others["ft3"]).mask(moved, number(others["ft3"]) * 0.651 * 10),
        ft3_unit=others["ft3_unit"].mask(moved, "pg/dL"),
    )
    found = watch(sent)
    assert any(one.subject == "ft3" for one in found.findings)


def test_limits_can_be_set(watch: Watch, others: pd.DataFrame) -> None:
    """Who expects other people says so."""
    old = others[others["age"] > 55]
    assert "age" not in past(watch(old, limits=Limits(shift=2.0, psi=5.0)))


def test_a_handful_of_panels_is_never_an_alarm(watch: Watch, others: pd.DataFrame) -> None:
    """One, or ten: nothing can be told, and the page says so."""
    for n in (1, 10):
        found = watch(others.head(n))
        assert not found.past
        assert verdict(found).startswith("Too few people")
        assert "Nothing has to be done" in page(found)


def test_a_model_without_a_profile_is_refused(model: RiskModel, others: pd.DataFrame) -> None:
    """Of an earlier version."""
    with pytest.raises(ModelError, match="keeps no profile of its training"):
        monitor(model, "nowhere.csv")


def test_nothing_of_a_person_leaves(watch: Watch, others: pd.DataFrame) -> None:
    """Neither page nor JSON has an id."""
    named = others.assign(panel_id=[f"UNMISTAKABLE-{at}" for at in range(len(others))])
    found = watch(named.assign(subject_id=named["panel_id"]))
    assert "UNMISTAKABLE" not in page(found) + found.json()


def test_weeks_can_be_periods(watch: Watch, others: pd.DataFrame) -> None:
    """By ISO 8601: 2021-01-03 lies in 2020-W53."""
    days = np.where(np.arange(len(others)) % 2, "2021-01-03", "2021-01-04")
    assert watch(others.assign(drawn_at=days), by="week").periods == ("2020-W53", "2021-W01")
