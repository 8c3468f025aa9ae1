"""Files of one row a measurement, as laboratory systems export them, into a row a panel.

Such a file has the columns ``panel_id``, ``analyte`` or ``loinc`` or both, and ``value``;
``unit`` and ``comparator`` where there are any. Every other column speaks of the panel:
``age``, ``sex``, ``subject_id``, ``drawn_at`` and what else a panel frame has, repeated
in each row. What a panel was sent several times and differently stands in one cell,
parted by `nhml.panels.unreadable.SEVERAL`, and is read as nothing but ``sent_twice``.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.panels import numbers, plain_text, repeats, spelling, unreadable
from nhml.panels.ids import PANEL, id_text
from nhml.panels.rows import UNREAD

Ints = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]

_NAME, _LOINC, _VALUE, _UNIT, _SIGN = "analyte", "loinc", "value", "unit", "comparator"
MEASUREMENT = (_NAME, _LOINC, _VALUE, _UNIT, _SIGN)
_OWN = (PANEL, *MEASUREMENT)
_UNKNOWN, _BLANK, _SPOILT = -1, -2, -3


class Wide(NamedTuple):
    """A panel frame, and the rows of the file in which its measurements stood (0: none)."""

    frame: pd.DataFrame
    places: Mapping[str, Ints]


def is_long(columns: Iterable[object]) -> bool:
    """Tell by its columns whether a file has a row for every measurement."""
    names = {spelling.folded(str(name)) for name in columns}
    return _VALUE in names and bool({_NAME, _LOINC} & names)


def pivot(sent: pd.DataFrame) -> Wide:
    """Make one row a panel of one row a measurement, panels in the order of their first.

    Parameters
    ----------
    sent : DataFrame
        Its index holds the row of the file.

    Returns
    -------
    Wide
        Its index holds the first row of each panel. Names and codes that nhml does not
        know stand in the column ``analyte``.

    Raises
    ------
    PanelError
        Naming rows that belong to no panel, or measure nothing that can be told.
    """
    _refuse_names(sent.columns)
    panel, ids = _panels(sent[PANEL].to_numpy())
    named, keys = name_rows(sent, panel < 0, PANEL)
    size, rows = len(ids), sent.index.to_numpy(dtype=np.int64)
    columns: dict[str, Objects] = {PANEL: ids}
    for name in sent.columns:
        if name not in _OWN:
            columns[str(name)] = repeats.joined(sent[name].to_numpy(), panel, size)
    places: dict[str, Ints] = {}
    parts = [sent[name].to_numpy() if name in sent.columns else None for name in _OWN[3:]]
    for code in np.unique(named[named >= 0]):
        at = np.flatnonzero(named == code)
        value, unit, sign = (None if part is None else part[at] for part in parts)
        columns |= repeats.measured(keys[code], panel[at], size, value, unit, sign)
        places[keys[code]] = _firsts(rows[at], panel[at], size)
    unread = np.flatnonzero(named == _UNKNOWN)
    if unread.size:
        names = sent[_NAME if _NAME in sent.columns else _LOINC].to_numpy()[unread]
        columns[UNREAD] = repeats.joined(names, panel[unread], size, "; ")
        places[UNREAD] = _firsts(rows[unread], panel[unread], size)
    return Wide(pd.DataFrame(columns, index=_firsts(rows, panel, size)), places)


def _firsts(rows: Ints, panel: Ints, size: int) -> Ints:
    found = np.zeros(size, dtype=np.int64)
    found[panel[::-1]] = rows[::-1]  # of several, the one written last is the first
    return found


def _refuse_names(columns: Iterable[object]) -> None:
    names = [str(name) for name in columns]
    folded = {spelling.folded(name): name for name in names}
    mistakes = [
        f"found a column that is almost {name}; write {name}"
        for name in _OWN
        if name not in names and spelling.folded(name) in folded
    ]
    if spelling.folded(PANEL) not in folded:
        mistakes.append("found no panel_id; wanted one that the measurements of a draw share")
    mistakes += [f"{name} stands twice; keep one" for name in _OWN if names.count(name) > 1]
    mistakes += [
        f"{key} has a column of its own too; keep a row a measurement or a row a panel"
        for key in tables.analytes()
        if key in names
    ]
    if mistakes:
        raise PanelError(listing("rows of one measurement each cannot be used", mistakes))


def _panels(column: npt.NDArray[np.generic]) -> tuple[Ints, Objects]:
    """Number the panels in the order of their first measurement; -1 is none."""
    places, cells = numbers.distinct(column)
    texts = [id_text(cell) for cell in cells]
    ids = list(dict.fromkeys(text for text in texts if text))
    number = {text: at for at, text in enumerate(ids)}
    codes = np.array([*(number.get(text, -1) for text in texts), -1], dtype=np.int64)
    return codes[places], np.array(ids, dtype=object)


def name_rows(
    sent: pd.DataFrame, no_id: npt.NDArray[np.bool_], id_name: str
) -> tuple[Ints, list[str]]:
    """Say which column each row measures: by its LOINC code where it has one, else by name.

    Parameters
    ----------
    sent : DataFrame
        Rows of a measurement each; its index holds the row of the file.
    no_id : ndarray of bool, shape (m,)
        Rows that belong to nobody.
    id_name : str
        What they would belong by.

    Returns
    -------
    ndarray of int, shape (m,)
        Place among the keys; below 0 where nhml does not know what was measured.
    list of str
        The keys.

    Raises
    ------
    PanelError
        Naming rows that belong to nobody, or measure nothing that can be told.
    """
    keys = list(dict.fromkeys(spelling.measured().values()))
    number = {key: at for at, key in enumerate(keys)}

    def of_name(text: str) -> int:
        found = spelling.measured().get(spelling.folded(text)) or spelling.loinc().get(text)
        return number[found] if found else _UNKNOWN

    def of_code(text: str) -> int:
        found = spelling.loinc().get(text)
        return number[found] if found else _UNKNOWN

    name, code = _looked_up(sent, _NAME, of_name), _looked_up(sent, _LOINC, of_code)
    wrong = {
        f"{id_name} is blank": no_id,
        f"neither {_NAME} nor {_LOINC} says what was measured": (name == code) & (code == _BLANK),
        f"{_NAME} and {_LOINC} name two things": (name >= 0) & (code >= 0) & (name != code),
        f"{_LOINC} is a date that a spreadsheet made of a code": code == _SPOILT,
        f"{_NAME} is a date that a spreadsheet made of a code": name == _SPOILT,
    }
    mistakes = [
        f"row {row}: {words}"
        for words, where in wrong.items()
        for row in plain_text.some(sent.index[where].tolist())
    ]
    if mistakes:
        raise PanelError(listing("measurements cannot be told apart", mistakes))
    return np.where(code == _BLANK, name, code), keys


def _looked_up(sent: pd.DataFrame, column: str, number: Callable[[str], int]) -> Ints:
    """Look every distinct cell up once."""
    if column not in sent.columns:
        return np.full(len(sent), _BLANK, dtype=np.int64)
    places, cells = numbers.distinct(sent[column].to_numpy())
    texts = [str(cell).strip() for cell in cells]
    found = [
        _BLANK if not text else _SPOILT if unreadable.is_named_date(text) else number(text)
        for text in texts
    ]
    return np.array([*found, _BLANK], dtype=np.int64)[places]
