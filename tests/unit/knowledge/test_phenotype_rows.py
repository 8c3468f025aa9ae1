"""Rows of ``phenotypes.csv``, their empty cells filled."""

import pytest

from nhml.errors import KnowledgeError
from nhml.knowledge import phenotypes, tables
from nhml.knowledge.phenotypes import phenotypes as known


def test_an_empty_cell_is_that_of_the_outcome() -> None:
    """Its event, whom it is about, label and axis."""
    outcome, one = tables.outcomes()["low_testosterone_300"], known()["low_testosterone_300"]
    assert (one.condition, one.assessable_when) == (outcome.event, outcome.eligible)
    assert (one.label, one.axis) == (outcome.label, outcome.axis)


def test_what_no_panel_decides_has_no_condition() -> None:
    """Though its outcome may have an event."""
    assert [key for key, one in known().items() if not one.condition] == [
        "edc_high_mixture",
        "endocrine_any_flag",
        "hypothyroid_uci",
    ]


def test_a_second_name_stands_for_the_first() -> None:
    """It is known by its own key."""
    first, second = known()["late_onset_hypogonadism_emas"], known()["eugonadal_late_onset_emas"]
    assert second.condition == first.condition
    assert (second.key, second.same_as) == ("eugonadal_late_onset_emas", first.key)


def test_limits_and_marks_are_read() -> None:
    """With the column that each is about."""
    one = known()["cushing_screen_positive"]
    assert one.limits == {("cortisol_saliva", "high"): 0.145, ("ufc", "high"): 84.0}
    assert ("ufc", "egfr_ckdepi_2021 < 60") in one.unread
    assert [name for name, _ in one.doubtful] == ["cortisol_saliva", "cortisol_saliva", "ufc"]


def test_every_row_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of nothing, and a phenotype of no outcome."""
    row = dict(tables.rows("phenotypes")[0])
    rows = ({**row, "limits": "tsh upper 4"}, {**row, "key": "nothing"})
    monkeypatch.setattr(tables, "rows", lambda name: rows)
    with pytest.raises(KnowledgeError, match=r"(?s)row 2: .*'tsh upper 4' is no limit.*row 3"):
        phenotypes.phenotypes.__wrapped__()
