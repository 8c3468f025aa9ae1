"""Units that stand beside the values: in a row beneath the header, or in a column of their own."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from nhml.knowledge import tables
from nhml.panels import recognition
from nhml.panels.fitting import Fit, Signs, fit, worse
from nhml.panels.mapping import Column
from nhml.panels.recognition import Level, Recognised


def is_row(frame: pd.DataFrame, found: Sequence[Recognised | None]) -> bool:
    """Tell whether the first row holds units: most of what stands there beneath analytes.

    Parameters
    ----------
    frame : DataFrame
        As read from the file.
    found : sequence of Recognised or None
        What each header was taken for.
    """
    beneath = [
        recognition.is_unit(one.columns[0], cell)
        for one, cell in zip(found, row(frame), strict=True)
        if one and one.columns[0] in tables.analytes() and cell
    ]
    return len(frame) > 1 and sum(beneath) > len(beneath) / 2


def row(frame: pd.DataFrame) -> list[str]:
    """Give what stands beneath every header, in the first row."""
    return ["" if pd.isna(cell) else str(cell).strip() for cell in frame.iloc[0]]


def from_row(found: Fit | None, unit: str, cells: Sequence[str], signs: Signs) -> Fit | None:
    """Give an analyte the unit that stands beneath its header.

    Parameters
    ----------
    found : Fit or None
        As the column was taken without its unit.
    unit : str
    cells : sequence of str
        Distinct, of the column.
    signs : Signs
    """
    if not found or found.wanting != "unit" or not recognition.is_unit(found.column.column, unit):
        return found
    again = fit(replace(found.column, unit=unit), cells, signs)
    why = (found.why[0], "its unit stands beneath the header", *again.why)
    return again._replace(level=worse(again.level, found.level), why=why)


def from_columns(
    fits: Sequence[Fit | None],
    names: Sequence[str],
    headers: Sequence[str],
    cells: Sequence[Sequence[str]],
) -> list[Fit | None]:
    """Join analytes that have no unit with the column that holds it.

    Such a column is called as the analyte and "unit" is, or only "unit" and stands
    behind it.

    Parameters
    ----------
    fits : sequence of Fit or None
        What each column was taken for.
    names, headers : sequence of str
        Of the columns, each name once; as sent.
    cells : sequence of sequence of str
        Distinct cells of each column.
    """
    made = list(fits)
    for at, header in enumerate(headers):
        spoken = recognition.unit_column(header)
        owner = None if spoken is None else _owner(made, at, spoken)
        of = made[owner] if owner is not None else None
        if owner is None or of is None:
            continue
        key = of.column.column
        foreign = sum(not recognition.is_unit(key, cell) for cell in cells[at])
        level: Level = "possible" if foreign or not cells[at] else "sure"
        doubt = (f"{foreign} of {len(cells[at])} different cells are no unit of it",)
        made[at] = Fit(
            Column(names[at], f"{key}_unit"),
            level,
            (f"the units of {names[owner]}", *doubt[: bool(foreign)]),
        )
        why = (*of.why[:-1], f"its units stand in {names[at]}")
        made[owner] = Fit(of.column, worse(of.level, level), why)
    return made


def _owner(fits: Sequence[Fit | None], at: int, spoken: Sequence[str]) -> int | None:
    """Find the analyte that a column of units is of; it has no unit yet."""
    places = [
        place
        for place, one in enumerate(fits)
        if one and one.wanting == "unit" and (one.column.column in spoken or not spoken)
    ]
    if spoken:
        return places[0] if len(places) == 1 else None
    return at - 1 if at - 1 in places else None
