"""What a stranger's file calls things, and how it writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nhml.knowledge import tables

BORN = "date_of_birth"  # no column of the panel frame: age is made of it
DATED = (BORN, "drawn_at")
OWN = ("flag", "number", "text")
SEPARATORS = (";", ",", "\t", "|")
DECIMALS = (",", ".")
THOUSANDS = ("", ".", ",", " ", "'")
MEANINGS = MappingProxyType({"code": ("F", "M", ""), "flag": ("yes", "no", "")})


@dataclass(frozen=True)
class Column:
    """How one column of the file is read.

    Attributes
    ----------
    header : str
        Its name in the file. A name that stands again is followed by its number: the
        second ``Einheit`` is ``Einheit (2)``; a column without a name is ``column 7``.
    column : str
        ``as`` in the file: the column of the panel frame, or ``date_of_birth``.
    unit : str
        Unit of the whole column, as laboratories write it.
    codes : mapping of str to str
        What stands in the cells: ``F``, ``M`` for sex, ``yes``, ``no`` for flags; empty
        is not known. Case does not matter.
    dates : str
        Key of `nhml.panels.dates.FORMS`.
    decimal, thousands : str or None
        Where they depart from those of the file.
    own : str
        ``flag``, ``number`` or ``text`` for a column that is none of the panel frame but
        yours, such as an outcome.
    """

    header: str
    column: str
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""
    decimal: str | None = None
    thousands: str | None = None
    own: str = ""

    @property
    def kind(self) -> str:
        """Tell how its cells are read: number, code, flag, time, or text."""
        if self.column in DATED:
            return "time"
        if self.column in tables.analytes():
            return "number"
        item = tables.context().get(self.column) or tables.symptoms().get(self.column)
        kind = item.kind if item else self.own or "text"
        return "number" if kind == "item" else kind


@dataclass(frozen=True)
class FileMapping:
    """How a whole file is read.

    Attributes
    ----------
    encoding, separator : str
        Of a text file.
    decimal, thousands : str
        Signs in its numbers; no `thousands` where they are not grouped.
    unit_row : bool
        Whether a row of units follows the header.
    absent, not_detected : tuple of str
        Words that stand for no value, and for one below the limit of detection.
    columns : tuple of Column
        Columns that are read; every other is left unread.
    """

    decimal: str
    encoding: str = "utf-8"
    separator: str = ","
    thousands: str = ""
    unit_row: bool = False
    absent: tuple[str, ...] = ()
    not_detected: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


def code_key(cell: object) -> str:
    """Write a code as it is looked up: without case, blanks, or the point of a float."""
    return str(cell).strip().casefold().removesuffix(".0")
