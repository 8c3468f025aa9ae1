"""The figure of subgroups: who is named, who is withheld, who is off the axis."""

import numpy as np

from nhml.modelling.evaluation import Evaluation, Row, evaluate
from nhml.modelling.held_out import HeldOut
from nhml.reporting.figures_groups import Group, forest, group_words, groups
from tests.judged import people

FRAME = people().assign(called=[f"Mr {at}" if at < 9 else "A" for at in range(2_000)])
EVERY = evaluate(FRAME, subgroups=["sex", "called"], resamples=20)
TOLD = HeldOut.of(FRAME, EVERY, ["sex", "called"]).among(EVERY)


def test_a_group_that_is_withheld_is_counted_and_not_named() -> None:
    """Its value may be a person's name; of sexes and ages everybody knows the names."""
    found = groups(EVERY, TOLD)
    assert Group("sex=F", "women") in found
    assert Group("", "called: 10 groups", True) in found
    assert not any("Mr" in one.words + one.key for one in found)


def test_a_withheld_age_is_named_and_has_no_figure() -> None:
    """The youngest stands first."""
    row = Row("all", "auroc", 0.8, 0.7, 0.9, 100)
    ages = ("age_band=20-39", "age_band=under 20")
    every = Evaluation(tuple(row._replace(group=one) for one in ages))
    shown = groups(every, Evaluation(every.rows[:1]))
    assert shown == (
        Group("age_band=under 20", "age under 20", True), Group("age_band=20-39", "age 20-39"),
    )  # fmt: skip
    texts = [text.get_text() for text in forest(every, shown).axes[0].texts]
    assert texts.count("withheld") == 1


def test_a_figure_beyond_the_axis_is_an_arrow() -> None:
    """A slope of -14 is not drawn at the edge as if it lay there."""
    rows = [Row("all", "calibration_slope", -14.0, -30.0, 2.0, 60)]
    rows.append(Row("sex=F", "calibration_slope", 1.0, 0.5, 1.4, 60))
    axes = forest(Evaluation(tuple(rows)), [Group("sex=F", "women")]).axes[2]
    marks = [line.get_marker() for line in axes.lines]
    assert "<" in marks
    assert "D" not in marks
    assert axes.get_xlim()[0] > -2.0


def test_what_is_not_known_of_a_group_is_said() -> None:
    """An interval that is not known leaves the point; a figure that is not there, words."""
    rows = (Row("all", "auroc", 0.8, np.nan, np.nan, 60), Row("sex=F", "o_e", 1.0, 0.9, 1.1, 60))
    figure = forest(Evaluation(rows), [Group("sex=F", "women")])
    assert [text.get_text() for text in figure.axes[0].texts] == ["too few people"]
    assert [line.get_marker() for line in figure.axes[0].lines if line.get_marker() == "D"]


def test_groups_are_said_in_words() -> None:
    """Keys of columns are not."""
    told = [group_words(one) for one in ("sex=M", "age_band=60+", "site=St=Mary", "my_site=a")]
    assert told == ["men", "age 60+", "site: St=Mary", "my site: a"]
