"""A stranger's file looked at: what its columns may be, how sure that is, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pandas as pd

from nhml.errors import PanelError
from nhml.knowledge import tables, vocabulary
from nhml.panels import decimals, files, fitting, numbers, recognition, stated_units, translation
from nhml.panels.fitting import Fit, Signs, worse
from nhml.panels.ids import PANEL
from nhml.panels.layout import Layout, look
from nhml.panels.mapping import BORN, Column, FileMapping, code_key
from nhml.panels.recognition import Level, Recognised

ACCEPTED: Level = "sure"  # what `--yes` takes; anything less is left to a person

_MOST = 500  # columns that are compared with near names; a wider file is another file
_VALUE = re.compile(r"[<>+-]?\s*[0-9][0-9.,/:\- ]*")


@dataclass(frozen=True)
class Suggestion:
    """One column of the file, and what it may be.

    Attributes
    ----------
    header : str
        Its name; empty where it looks like a value.
    fit : Fit or None
        What it is taken for; None where nothing is known by that name.
    others : tuple of str
        Further columns of the panel frame that the name may stand for.
    """

    header: str
    fit: Fit | None = None
    others: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Tell whether it is sure enough to be taken without a question."""
        return self.fit is not None and self.fit.level == ACCEPTED and not self.fit.wanting


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a whole file.

    Attributes
    ----------
    path : str
    layout : Layout
    signs : Signs
    unit_row : bool
    absent, not_detected : tuple of str
        Words of a closed list that were seen.
    suggestions : tuple of Suggestion
        One a column, in the order of the file.
    """

    path: str
    layout: Layout
    signs: Signs
    unit_row: bool
    absent: tuple[str, ...]
    not_detected: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]

    def sure(self) -> tuple[Column, ...]:
        """Give the columns that are taken without a question."""
        return tuple(one.fit.column for one in self.suggestions if one.fit and one.accepted)

    def refit(self, column: Column) -> Fit:
        """Look at a column again, taken for what a person says."""
        at = translation.names_of(self.layout.cells.columns).index(column.header)
        return fitting.fit(column, _cells(self.layout.cells, at, self.unit_row), self.signs)

    def mapping(self, columns: Sequence[Column]) -> FileMapping:
        """Give the mapping that these columns make."""
        return FileMapping(
            decimal=self.signs.decimal,
            encoding=self.layout.encoding,
            separator=self.layout.separator,
            thousands=self.signs.thousands,
            unit_row=self.unit_row,
            absent=self.absent,
            not_detected=self.not_detected,
            columns=tuple(columns),
        )


def propose(path: str) -> Proposal:
    """Look at a file, and propose what its columns are.

    Parameters
    ----------
    path : str
        ``.csv``, ``.csv.gz``, ``.txt`` or ``.tsv``.

    Raises
    ------
    PanelError
        If it cannot be read as a table, holds no row, or has no header that says anything.
    """
    if not path.lower().endswith(files.TEXT):
        wanted = ", ".join(files.TEXT)
        raise PanelError(f"{path}: wanted a text file ({wanted}); save the table as CSV")
    layout = files.guarded(path, lambda: look(Path(path).read_bytes()))
    with files.naming(path):
        return _proposed(path, layout)


def _proposed(path: str, layout: Layout) -> Proposal:
    frame, headers = layout.cells, [str(header) for header in layout.cells.columns]
    if frame.empty:
        raise PanelError("no panel beneath the header")
    found = [recognition.recognise(name, at < _MOST) for at, name in enumerate(headers)]
    if not any(found):
        raise PanelError("no column has a name that is known; is its first row the header?")
    row = stated_units.is_row(frame, found)
    cells = [_cells(frame, at, row) for at in range(len(headers))]
    pairs = [*zip(found, cells, strict=True)]
    numeric = [there for one, there in pairs if one and _is_number(one)]
    signs = fitting.signs(decimals.evidence(chain.from_iterable(numeric)))
    names = translation.names_of(headers)
    fits = [_fit(name, *pair, signs) for name, pair in zip(names, pairs, strict=True)]
    fits = [one and _once(one, frame) for one in fits]
    if row:
        units = stated_units.row(frame)
        fits = [
            stated_units.from_row(one, unit, there, signs)
            for one, unit, there in zip(fits, units, cells, strict=True)
        ]
    fits = stated_units.from_columns(fits, names, headers, cells)
    words = {code_key(cell) for there in cells for cell in there}
    others = [one.columns[1:] if one else () for one in found]
    return Proposal(
        path=path,
        layout=layout,
        signs=signs,
        unit_row=row,
        absent=_seen("absent", words),
        not_detected=_seen("not_detected", words),
        suggestions=tuple(map(Suggestion, map(_shown, names), _settled(fits), others)),
    )


def _cells(frame: pd.DataFrame, at: int, unit_row: bool) -> list[str]:
    """Give the distinct cells of a column, without what is blank."""
    column = frame.iloc[int(unit_row) :, at].to_numpy()
    return [str(cell) for cell in numbers.distinct(column)[1] if str(cell).strip()]


def _shown(name: str) -> str:
    """Leave out a name that looks like a value: the file may have no header."""
    return "" if _VALUE.fullmatch(name) else name


def _is_number(found: Recognised) -> bool:
    return Column("", found.columns[0]).kind == "number"


def _seen(of: str, sent: set[str]) -> tuple[str, ...]:
    """Give the words of a closed list that stand in the file and are not read anyway."""
    words = {code_key(word): word for word in vocabulary.words(of)}
    return tuple(sorted(words[key] for key in words if key in sent and key not in numbers.ABSENT))


def _fit(name: str, found: Recognised | None, cells: list[str], signs: Signs) -> Fit | None:
    if found is None:
        return None
    unit = found.unit if found.columns[0] in tables.analytes() else ""
    made = fitting.fit(Column(name, found.columns[0], unit), cells, signs, found.languages)
    return made._replace(level=worse(made.level, found.level), why=(found.why, *made.why))


def _once(one: Fit, frame: pd.DataFrame) -> Fit:
    """Doubt an id of panels that stands in several rows."""
    if one.column.column != PANEL:
        return one
    column = frame.iloc[:, translation.names_of(frame.columns).index(one.column.header)]
    if not column.dropna().duplicated().any():
        return one
    doubt = "it stands in several rows: is every row one measurement?"
    return one._replace(level="possible", why=(*one.why, doubt))


def _settled(fits: Sequence[Fit | None]) -> list[Fit | None]:
    """Doubt the columns that cannot stand together."""
    sure = [one.column for one in fits if one and one.level == ACCEPTED]
    named = [one.column for one in sure]
    return [one and _doubted(one, sure, named) for one in fits]


def _doubted(one: Fit, sure: Sequence[Column], named: Sequence[str]) -> Fit:
    target, doubt = one.column.column, ""
    if one.level != ACCEPTED:
        return one
    if named.count(target) > 1:
        rivals = [other.header for other in sure if other.column == target]
        doubt = f"{' and '.join(rivals)} may all be {target}"
    elif target == BORN and "age" in named:
        doubt = "age has a column of its own"
    elif target == BORN and "drawn_at" not in named:
        doubt = "there is no sure date of the draw to count an age to"
    return one._replace(level="possible", why=(*one.why, doubt)) if doubt else one


def agreed(columns: Sequence[Column]) -> list[Column]:
    """Leave out a date of birth where age is mapped, or no date of the draw is."""
    named = [one.column for one in columns]
    kept = "drawn_at" in named and "age" not in named
    return [one for one in columns if one.column != BORN or kept]
