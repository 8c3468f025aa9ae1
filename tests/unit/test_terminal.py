"""What the command shows."""

import re

import numpy as np
import pandas as pd
import pytest

from nhml.cli.diagnosed import print_diagnosis
from nhml.cohorts.fitness import Diagnosis, Subgroup
from nhml.modelling.evaluation import Evaluation, Row
from nhml.terminal import against_baseline, plain, print_evaluation


@pytest.mark.parametrize(
    ("low", "value", "high", "words"),
    [
        (-0.010, -0.007, -0.002, "better than plain logistic: log loss -0.0070"),
        (-0.005, -0.001, 0.002, "NOT shown to be better than plain logistic"),
        (0.001, 0.003, 0.005, "WORSE than plain logistic"),
        (0.0, 0.0, 0.0, "this is the logistic baseline itself"),
    ],
)
def test_a_run_says_whether_it_beats_the_baseline(
    low: float, value: float, high: float, words: str
) -> None:
    """By the paired interval of the log loss, not by its value alone."""
    row = Row("all", "log_loss_minus_baseline", value, low, high, 100)
    assert words in against_baseline(Evaluation((row,)))


def test_where_nothing_can_be_compared_it_says_so() -> None:
    """Such as people who all have the same outcome."""
    assert "cannot be compared" in against_baseline(Evaluation(()))


def test_an_interval_that_nobody_knows_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Not as nan."""
    print_evaluation(Evaluation((Row("all", "o_e", 0.9, np.nan, np.nan, 100),)), "held out")
    told = capsys.readouterr().out
    assert "not known" in told
    assert "nan" not in told


def test_an_optimism_is_printed_with_what_it_leaves_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each of the four figures, one of them unknown."""
    told = {"apparent": 0.9, "optimism": 0.05, "corrected": 0.85}
    rows = [
        Row("all", f"{what}_{metric}", np.nan if metric == "brier" else value, 0.8, 0.9, 100)
        for metric in ("auroc", "calibration_slope", "brier", "log_loss")
        for what, value in told.items()
    ]
    print_evaluation(Evaluation(tuple(rows)), "held out")
    said = capsys.readouterr().out
    assert "auroc: apparent 0.900, optimism 0.050, corrected 0.850" in said
    assert "brier: apparent not known" in said
    assert "the optimism is understated" in said


def test_a_unit_or_a_site_in_brackets_is_printed_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Inches are ``[in_i]``, and somebody may call a site ``[/b]``."""
    units = [("waist", "[/b]", "[in_i]", 10), ("waist", "B", "cm", 20)]
    found = Diagnosis(
        cohort="men", outcome="low", people=100, events=30, persons=100, size=None,
        findings=(), features=(), subgroups=(Subgroup("site", "[/b]", 10, 3),),
        units=pd.DataFrame(units, columns=["analyte", "site", "unit", "panels"]),
        flow=(), notes=(),
    )  # fmt: skip
    print_diagnosis(found)
    told = capsys.readouterr().out
    assert "[in_i]" in told
    assert told.count("[/b]") == 2


def test_what_others_wrote_neither_steers_the_terminal_nor_fills_it() -> None:
    """A key of a TOML file may hold any sign, and be of any length."""
    assert plain("a\x1b[31m\u202eb:\n  - c") == "a\ufffd[31m\ufffdb:\n  - c"
    assert plain("k" * 3_000) == "k" * 2_000 + "…"


def test_figures_over_all_eligible_and_grounds_stand_beside(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The most frequent ground first; what two in a thousand do not reach stays in the file."""
    rows = [
        Row("all", "auroc", 0.81, 0.8, 0.82, 900),
        Row("all", "auroc_all_eligible", 0.74, 0.7, 0.78, 1000),
        Row("all", "abstained_needed_missing", 0.04, 0.03, 0.05, 1000),
        Row("all", "abstained_SUICIDE", 0.06, 0.05, 0.07, 1000),
        Row("all", "abstained_outlying", 0.001, 0.0, 0.002, 1000),
        Row("sex=M", "marked_outlying", 0.5, 0.4, 0.6, 10),
        Row("all", "marked_beyond_training", 0.031, 0.02, 0.04, 1000),
    ]
    print_evaluation(Evaluation(tuple(rows)), "held out")
    said = capsys.readouterr().out
    assert re.search(r"auroc +0\.810 +0\.800 to 0\.820 +0\.740", said)
    assert "silent    SUICIDE 6.0%, needed_missing 4.0%\nmarked    beyond_training 3.1%\n" in said
