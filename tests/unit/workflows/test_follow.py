"""One person over time: what is gathered for the page, whatever was sent."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import nhml
from nhml.errors import PanelError

DAY = date(2025, 1, 1)


def sent(**columns) -> pd.DataFrame:
    """Make draws of one woman and one of a man."""
    n = len(next(cells for cells in columns.values() if isinstance(cells, list)))
    usual = {
        "panel_id": [f"p{at}" for at in range(n)],
        "subject_id": ["her"] * n,
        "drawn_at": [str(date(2024, 1, 10) + timedelta(days=70 * at)) for at in range(n)],
        "age": [40] * n,
        "sex": ["F"] * n,
        "tsh_unit": "mIU/L",
    }
    return pd.DataFrame({**usual, **columns})


def followed(**columns):
    """Read her."""
    return nhml.follow(sent(**columns), "her", as_of=DAY)


def test_values_are_shown_in_the_unit_that_was_sent_last() -> None:
    """1 ng/dL is 12.87 pmol/L; the reference interval is in it too."""
    page = followed(ft4=[1.0, 15.0], ft4_unit=["ng/dL", "pmol/L"])
    (line,) = page.values
    assert [round(one.value, 2) for one in line.points] == [12.87, 15.0]
    assert (line.unit, line.points[0].written) == ("pmol/L", "1 ng/dL")
    assert line.interval.endswith("pmol/L")


def test_others_in_the_file_are_not_read_but_judge_its_units() -> None:
    """A whole column in another unit than was stated stops, whoever is asked for."""
    many = sent(hba1c=[40.0] * 12, hba1c_unit=["%"] * 12)
    many["subject_id"] = ["her"] + [f"s{at}" for at in range(11)]
    with pytest.raises(PanelError, match="units of whole columns are wrong"):
        nhml.follow(many, "her")


def test_somebody_who_is_not_there_is_named_alone() -> None:
    """No message lists the others."""
    with pytest.raises(PanelError, match="nobody called him among the 1 people") as raised:
        nhml.follow(sent(tsh=[1.0, 2.0]), "him")
    assert "her" not in str(raised.value).replace("there", "").split()


def test_a_slow_drift_is_seen_against_the_first() -> None:
    """Each step is noise, all together are none; and it stands before what did not move."""
    steady = {"potassium": [4.0, 4.0, 4.0], "potassium_unit": "mmol/L"}
    page = followed(tsh=[1.0, 1.5, 2.2], **steady)
    assert [one.key for one in page.values] == ["tsh", "potassium"]
    last = {one.against: one.verdict for one in page.values[0].last.changes}
    assert last == {"previous": "within noise", "first": "real change", "mean": "real change"}


def test_a_person_of_one_draw_has_a_page() -> None:
    """Without a change, with what is due."""
    page = followed(tsh=[1.0], on_levothyroxine=[1])
    assert [one.key for one in page.once] == ["tsh"]
    assert {one.column: one.never for one in page.monitoring} == {"tsh": False, "ft4": True}
    assert page.responses[0].called is False
    assert "Measured once" in page.html()


def test_draws_without_any_time_have_a_page() -> None:
    """On which nothing is compared, and every panel may be the latest."""
    page = followed(tsh=[1.0, 9.0], drawn_at=[None, "soon"], on_levothyroxine=[1, 1])
    assert page.latest == ("p0", "p1")
    assert {each.verdict for one in page.values[0].points for each in one.changes} == {
        "not assessable"
    }
    assert (page.therapies, page.monitoring) == ((), ())
    assert "Order not known of p0; p1" in page.html()


def test_two_panels_of_the_last_day_are_both_asked_for_alerts() -> None:
    """Nobody can tell which is the later."""
    page = followed(tsh=[1.0, 2.0, 2.0], drawn_at=["2024-01-10", "2024-03-10", "2024-03-10"])
    assert page.latest == ("p1", "p2")
    assert "More than one panel on 2024-03-10" in page.notes[0]


def test_a_stated_imprecision_is_used() -> None:
    """An assay of 20 % makes noise of what is none with the table's."""
    frame = sent(tsh=[2.0, 3.5])
    wide = nhml.follow(frame, "her", analytical={"tsh": 20.0}).values[0].last.changes[0]
    usual = nhml.follow(frame, "her").values[0].last.changes[0]
    assert (usual.verdict, wide.verdict) == ("real change", "within noise")


def test_what_people_wrote_cannot_become_markup() -> None:
    """Ids of panels and people, and values."""
    frame = sent(tsh=[1.0, 2.0], panel_id=["<script>x", "<b>"]).assign(subject_id="<i>")
    page = nhml.follow(frame, "<i>").html()
    assert "<script" not in page and "<i>" not in page and "<b>x" not in page


def test_neither_repr_nor_json_holds_what_is_drawn() -> None:
    """A repr ends up in logs; a drawing says nothing more."""
    page = followed(tsh=[1.2345, 2.0])
    assert repr(page) == "<FollowUp of 2 draws>"
    assert "svg" not in page.plain()["values"][0]
    assert "1.2345" not in repr(page)


@pytest.mark.parametrize(
    "columns",
    [
        {"tsh": [0.0, 0.0, 2.0]},
        {"tsh": ["<0.01", ">100", "<0.01"]},
        {"tsh": [1.0, 2.0], "drawn_at": ["0001-01-01", "9999-12-31"], "on_levothyroxine": [0, 1]},
        {"tsh": [1e9, 2e9]},
        {"tsh": [1.0, 2.0], "panel_id": ["x", "x"]},
        {"hba1c": [38, 5.9], "hba1c_unit": ["mmol/mol", "%"]},
        {"tsh": np.linspace(1, 9, 40).tolist(), "on_levothyroxine": [0, 1] * 20},
    ],
)
def test_odd_draws_have_a_page_that_says_nothing_empty(columns) -> None:
    """Neither nan nor None reaches a person."""
    page = followed(**columns)
    body = page.html().partition("<body>")[2]
    assert "nan" not in body and "None" not in body
    assert page.plain()["subject_id"] == "her"
