"""The gate judges the figures that a model carries, and asks its run to agree."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from nhml.modelling.evaluation import Evaluation, Row
from nhml.modelling.held_out import HeldOut
from nhml.modelling.risk_model import RiskModel
from nhml.workflows.promote import gate

ROWS = (
    Row("all", "auroc", 0.8123456789, 0.7, 0.9, 500),
    Row("all", "o_e", float("nan"), 1.0, 1.0, 9),
)
KEPT = Evaluation(ROWS)
TIDY = tuple(row._replace(value=float(f"{row.value:.6g}")) for row in ROWS)


@pytest.fixture(name="model")
def carries(model: RiskModel) -> RiskModel:
    """The small blend, with two figures that it carries to six digits."""
    judged = {"by": "person", "resamples": 100, "subgroups": ["sex", "age_band"]}
    held = HeldOut(Evaluation(TIDY))
    return replace(model, held_out=held, training={**model.training, "judged": judged})


def figures(model: RiskModel, kept: Evaluation = KEPT, identity: str = "") -> tuple[bool, str]:
    """What the first condition says."""
    one = next(iter(gate(model, kept, identity or model.identity)))
    assert (one.name, one.code) == ("figures", "not_judged")
    return one.holds, one.words


def test_a_run_that_agrees_to_six_digits_agrees(model: RiskModel) -> None:
    """It keeps them all; what is not known is the same as itself."""
    holds, words = figures(model)
    assert holds
    assert words.endswith("held out by person, 100 resamples")
    assert figures(model, Evaluation.from_json(KEPT.to_json()))[0]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (lambda rows: (rows[0]._replace(value=0.82), rows[1]), "differs from what the model"),
        (lambda rows: (rows[0]._replace(low=0.71), rows[1]), "differs from what the model"),
        (lambda rows: (rows[0]._replace(n=501), rows[1]), "differs from what the model"),
        (lambda rows: rows[:1], "differs from what the model"),
        (lambda rows: (*rows, rows[0]), "differs from what the model"),
    ],
)
def test_a_run_that_says_otherwise_is_not_believed(
    model: RiskModel, changed: Callable[..., tuple[Row, ...]], words: str
) -> None:
    """Nor is the model, for one of them was changed."""
    holds, said = figures(model, Evaluation(changed(ROWS)))
    assert not holds
    assert words in said


def test_the_figures_of_the_run_are_never_those_that_count(model: RiskModel) -> None:
    """A run may say what it likes."""
    better = Evaluation((ROWS[0], Row("all", "o_e", 1.0, 0.99, 1.01, 500)))
    by_name = {one.name: one for one in gate(model, better, model.identity)}
    assert not by_name["observed over expected"].holds
    assert by_name["observed over expected"].words.startswith("not known")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"held_out": None}, "the model carries none"),
        ({"identity": "another"}, "made another model"),
    ],
)
def test_a_model_without_figures_or_of_another_run_is_refused(
    model: RiskModel, change: dict[str, object], words: str
) -> None:
    """Nobody knows what it did."""
    assert words in figures(replace(model, **change), identity=model.identity)[1]


@pytest.mark.parametrize("judged", [{}, {"resamples": 99}, {"resamples": 0}])
def test_few_resamples_are_no_interval(model: RiskModel, judged: dict[str, int]) -> None:
    """Nor are those that nobody told of."""
    few = replace(model, training={**model.training, "judged": judged})
    assert "resamples behind an interval, wanted 100 at least" in figures(few)[1]
