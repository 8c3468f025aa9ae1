"""What a user states once for a whole file: units of columns, and which are certain."""

from collections.abc import Iterable, Mapping

import pandas as pd

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.panels import strict_toml
from nhml.panels.units import conversion

_CONFIRMED = "confirmed"


class Units(dict[str, str]):
    """Units by column, and the analytes whose unit is certain however unusual the values.

    Parameters
    ----------
    units : mapping of str to str
        Units stated once for whole columns.
    confirmed : iterable of str
        Analytes that are neither refused as a whole column in another unit nor warned
        of, such as prolactin in a clinic for prolactinomas.
    """

    def __init__(self, units: Mapping[str, str], confirmed: Iterable[str] = ()) -> None:
        super().__init__(units)
        self.confirmed = frozenset(confirmed)


def confirmed(units: Mapping[str, str] | None) -> frozenset[str]:
    """Give the analytes whose unit was confirmed; none of a plain mapping."""
    return units.confirmed if isinstance(units, Units) else frozenset()


def read(path: str) -> Units:
    """Read a TOML file of units: ``tsh = "mIU/L"``, and ``confirmed = ["prolactin"]``.

    Raises
    ------
    PanelError
        If it cannot be read, or names what is no analyte or a unit that is not the
        analyte's; all mistakes at once.
    """
    try:
        table = strict_toml.read(path)
    except (OSError, ValueError, RecursionError) as error:
        fault = strict_toml.why(error)
        raise PanelError(f'{path}: {fault}; wanted lines such as tsh = "mIU/L"') from None
    sure = table.pop(_CONFIRMED, [])
    mistakes = [wrong for key, unit in table.items() if (wrong := _unit_mistake(key, unit))]
    if not isinstance(sure, list):
        mistakes, sure = [*mistakes, f'{_CONFIRMED}: wanted a list such as ["prolactin"]'], []
    mistakes += [f"{_CONFIRMED}: {key} is not an analyte" for key in sure if not _is_analyte(key)]
    if mistakes:
        raise PanelError(listing(f"{path} cannot be used", mistakes))
    return Units(table, sure)


def refuse_row_of_units(frame: pd.DataFrame) -> None:
    """Refuse a first row that holds units in place of values.

    Parameters
    ----------
    frame : DataFrame
        As read from a file; its index holds the row of the file.

    Raises
    ------
    PanelError
    """
    cells = frame.iloc[0].dropna()
    sent = [(str(key), cell) for key, cell in cells.items() if _is_analyte(key)]
    if sent and all(_is_unit(key, cell) for key, cell in sent):
        raise PanelError(
            f"row {frame.index[0]} holds units, no values: state them in the header, such as "
            "tsh [mIU/L], and take the row out"
        )


def _is_unit(key: str, cell: object) -> bool:
    return isinstance(cell, str) and not cell.isdigit() and conversion(key, cell) is not None


def _is_analyte(key: object) -> bool:
    return isinstance(key, str) and key in tables.analytes()


def _unit_mistake(key: str, unit: object) -> str | None:
    if not _is_analyte(key):
        return f"{key} is not an analyte"
    if not isinstance(unit, str) or conversion(key, unit) is None:
        return (
            f"{key}: {unit!r} is not a unit of it; wanted {', '.join(tables.analytes()[key].units)}"
        )
    return None
