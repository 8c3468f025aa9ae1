"""Whether an outcome happened: columns beside the panel frame, read strictly."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts.events import beside, happened
from nhml.errors import CohortError
from nhml.knowledge import tables
from nhml.panels.units import harmonise

OWN = replace(tables.outcomes()["low_testosterone_300"], key="relapse", event="relapse")


def decided(event: str, told: dict[str, str] | None = None, **columns: list[object]) -> list[float]:
    """What an event makes of a few columns."""
    sent = pd.DataFrame({"sex": "F", **columns})
    return happened(replace(OWN, event=event), harmonise(sent), sent, told or {}).tolist()


def test_a_flag_is_read_however_it_is_written() -> None:
    """Empty is unknown."""
    cells = ["0", "1", "no", "Yes", "FALSE", "true", "", None, 1.0, True]
    found = decided("relapse", relapse=cells)
    np.testing.assert_array_equal(found, [0, 1, 0, 1, 0, 1, np.nan, np.nan, 1, 1])


def test_a_column_may_have_another_name_than_the_outcome() -> None:
    """As a laboratory calls it, blanks and all."""
    told = {"relapse": "Relapse until 2020?"}
    assert decided("relapse", told, **{"Relapse until 2020?": ["yes", "no"]}) == [1, 0]
    assert beside(OWN, told) == ("Relapse until 2020?",)


def test_a_column_beside_a_text_is_text_and_beside_a_number_a_number() -> None:
    """A panel's own columns are read as they always are."""
    assert decided("code == 'E03' or code == 'E06'", code=["E03", "e03", "E06"]) == [1, 0, 1]
    assert decided("weeks < 8 and age >= 18", weeks=["7", "9"], age=["40", "40"]) == [1, 0]
    assert decided("weeks + 1 < 8 or lost", weeks=[7, 6], lost=["no", "no"]) == [0, 1]


def test_what_cannot_be_read_is_told_by_rows_and_never_by_cells() -> None:
    """Every column at once."""
    with pytest.raises(CohortError, match="relapse cannot be read") as raised:
        decided("lost or weeks < 8", lost=["no", "canary-7731"], weeks=["soon-7731", 4])
    said = str(raised.value)
    assert "lost: wanted 0, 1, no, yes, false, true or nothing; rows beneath the header: 2" in said
    assert "weeks: wanted a number or nothing; rows beneath the header: 1" in said
    assert "7731" not in said


def test_columns_that_are_not_there_are_named_with_their_likes() -> None:
    """All of them."""
    with pytest.raises(CohortError, match="columns that are not there") as raised:
        decided("relapse or died", {"relapse": "relaps_5y"}, relapse_5y=["1"], age=["40"])
    assert "relaps_5y; did you mean relapse_5y?" in str(raised.value)
    assert "- died" in str(raised.value)


@pytest.mark.parametrize(
    ("key", "tsh", "events"),
    [
        ("hypothyroid_overt", 6.0, [1, 0, 0]),
        ("hypothyroid_subclinical", 6.0, [0, 1, 0]),
        ("hyperthyroid_overt", 0.05, [0, 0, 1]),
    ],
)
def test_a_limit_that_nobody_sent_leaves_nobody_undecided(
    key: str, tsh: float, events: list[int]
) -> None:
    """The generic one decides, for those below, within and above it."""
    found = decided(
        tables.outcomes()[key].event,
        tsh=[tsh] * 3, tsh_unit=["mIU/L"] * 3, ft4=[0.6, 1.2, 2.4], ft4_unit=["ng/dL"] * 3,
        ft3=[3.0] * 3, ft3_unit=["pg/mL"] * 3,
    )  # fmt: skip
    assert found == events
