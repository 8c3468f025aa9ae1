"""The draws of people in their order, whatever the order of the rows."""

from datetime import datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.panels.codes import CODES
from nhml.panels.ids import IDS
from nhml.panels.panel import Floats, Panels

Times = npt.NDArray[np.datetime64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]

REPEATED = "panel_twice"
_DAY = np.timedelta64(86_400, "s")


class Draws(NamedTuple):
    """When panels were drawn, and of whom.

    Attributes
    ----------
    when : ndarray of datetime64[s], shape (n,)
        By the clock of the place; NaT where no time of the draw can be read.
    timed : ndarray of bool, shape (n,)
        Whether the time of day is known too; midnight is none.
    person : ndarray of int, shape (n,)
        The same number for the panels of one person.
    usable : ndarray of bool, shape (n,)
        False for a panel that is rejected as a whole, and for the later ones of several
        rows that say the same.
    """

    when: Times
    timed: Bools
    person: Ints
    usable: Bools

    @property
    def day(self) -> Times:
        """Give the day of each draw, shape (n,)."""
        return self.when.astype("datetime64[D]")

    def hours(self, panels: Panels) -> Floats:
        """Give the hour of each draw: as stated, else by its time; NaN unknown."""
        stated = panels.number("sample_hour")
        seconds = (self.when - self.when.astype("datetime64[D]")).astype(np.float64)
        return np.where(np.isnan(stated) & self.timed, seconds / 3600.0, stated)

    def order(self) -> Ints:
        """Give the usable dated panels, person by person, the first draw first."""
        kept = np.flatnonzero(self.usable & ~np.isnat(self.when))
        return kept[np.lexsort((kept, self.when[kept], self.person[kept]))]


def draws(panels: Panels) -> Draws:
    """Read when panels were drawn.

    Parameters
    ----------
    panels : Panels
        With ``subject_id`` and ``drawn_at`` (ISO 8601, with a time of day or without).
    """
    when, timed = _times(panels.column("drawn_at"))
    return Draws(
        when=when,
        timed=timed,
        person=np.asarray(pd.factorize(panels.subject_id)[0], dtype=np.intp),
        usable=_usable(panels),
    )


def _times(column: npt.NDArray[np.object_] | Floats) -> tuple[Times, Bools]:
    places, texts = pd.factorize(np.asarray(column, dtype=object))
    read = np.array([*(_time(str(text)) for text in texts), "NaT"], dtype="datetime64[s]")[places]
    return read, ~np.isnat(read) & (read.astype("datetime64[D]") != read)


def _time(text: str) -> np.datetime64:
    try:
        return np.datetime64(datetime.fromisoformat(text.strip()).replace(tzinfo=None), "s")
    except ValueError:
        return np.datetime64("NaT", "s")


def _usable(panels: Panels) -> Bools:
    """Leave out panels that are wrong as a whole, and all but the first of equal rows."""
    usable, seen = np.ones(len(panels), dtype=bool), set[tuple[str, str]]()
    for one in panels.problems:
        if one.column in IDS and CODES[one.code].severity == "reject":
            usable[one.row] = False
        elif one.code == REPEATED:
            key = (str(panels.subject_id[one.row]), str(panels.panel_id[one.row]))
            usable[one.row] &= key not in seen
            seen.add(key)
    return usable


def one_sex(panels: Panels, person: Ints) -> npt.NDArray[np.object_]:
    """Give each panel the sex of its person; None where unknown, or where draws differ.

    Parameters
    ----------
    panels : Panels
    person : ndarray of int, shape (n,)
        As in `Draws`.
    """
    stated = panels.column("sex")
    many = int(person.max(initial=-1)) + 1
    told = {sex: np.zeros(many, dtype=bool) for sex in ("F", "M")}
    for sex, flags in told.items():
        flags[person[np.asarray(stated == sex, dtype=bool)]] = True
    sexes = np.full(many, None, dtype=object)
    sexes[told["F"] & ~told["M"]] = "F"
    sexes[told["M"] & ~told["F"]] = "M"
    return sexes[person]
