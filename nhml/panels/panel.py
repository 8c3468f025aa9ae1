"""Panels as arrays: one row a person at one draw, in canonical units."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import PanelError
from nhml.knowledge import tables
from nhml.panels.codes import CODES, Severity

Floats = npt.NDArray[np.float64]
BELOW_LIMIT = 1.0 / np.sqrt(2.0)  # by which NHANES fills values below detection


class Problem(NamedTuple):
    """What is wrong with one panel; never a value from it.

    Attributes
    ----------
    row : int
        Position of the panel, from 0.
    code : str
        Key of `nhml.panels.codes.CODES`.
    column : str
        Column of the panel frame.
    """

    row: int
    code: str
    column: str

    @property
    def severity(self) -> Severity:
        """Tell whether the panel can be scored all the same ("warn") or not ("reject")."""
        return CODES[self.code].severity


@dataclass(frozen=True)
class Panels:
    """The panel frame as arrays, analytes in canonical units.

    Attributes
    ----------
    panel_id, subject_id : ndarray of str, shape (n,)
    keys : tuple of str
        Analytes that have a column.
    values : ndarray, shape (n, len(keys))
        Canonical values rounded to eight significant digits; NaN is not measured.
    censored : ndarray of int8, shape (n, len(keys))
        -1 where the value is a lower detection limit ("<"), 1 where an upper one.
    items : mapping of str to ndarray
        Symptoms and context, as numbers (NaN unknown) or text (None unknown).
    problems : tuple of Problem
    refused : ndarray, shape (n, len(keys)), optional
        Values beyond the possible limits, as sent and in canonical units, NaN elsewhere;
        None where there are none. Only rules that ask for a unit see them.
    spans : mapping of str to pair of ndarray
        Lowest and highest that an index among the items could be, where an input of it lies
        beyond a limit of detection; see `ends`.
    """

    panel_id: npt.NDArray[np.object_]
    subject_id: npt.NDArray[np.object_]
    keys: tuple[str, ...]
    values: Floats
    censored: npt.NDArray[np.int8]
    items: Mapping[str, npt.NDArray[np.object_] | Floats]
    problems: tuple[Problem, ...] = ()
    refused: Floats | None = None
    spans: Mapping[str, tuple[Floats, Floats]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.panel_id)

    def column(self, name: str) -> npt.NDArray[np.object_] | Floats:
        """Give one analyte, symptom or context column; all unknown where it was not sent.

        Parameters
        ----------
        name : str
            An analyte key [canonical unit], a symptom item or a context column.

        Returns
        -------
        ndarray, shape (n,)
            A value below detection stands as its limit over the root of two.

        Raises
        ------
        PanelError
            If nothing of that name exists in the tables.
        """
        if name in self.items:
            return self.items[name]
        if name in self.keys:
            at = self.keys.index(name)
            values, below = self.values[:, at].copy(), self.censored[:, at] < 0
            if below.any():
                values[below] *= BELOW_LIMIT
            return values
        if name in tables.analytes() or name in tables.symptoms() or name in tables.context():
            return np.full(len(self), np.nan)
        raise PanelError(f"{name!r} is not an analyte, a symptom or a context column")

    def number(self, name: str) -> Floats:
        """Give a column that holds numbers."""
        return np.asarray(self.column(name), dtype=np.float64)

    def ends(self, name: str) -> tuple[Floats, Floats] | None:
        """Give the interval that every value is known to lie in, its ends left out.

        Parameters
        ----------
        name : str
            As `column` takes it.

        Returns
        -------
        pair of ndarray, shape (n,), or None
            Both are the value where it is exact; 0 and the limit below detection, the limit
            and infinity above it. None where every value of the column is exact.
        """
        if name in self.items or name not in self.keys:
            return self.spans.get(name)
        at = self.keys.index(name)
        values, sign = self.values[:, at], self.censored[:, at]
        if not sign.any():
            return None
        known = ~np.isnan(values)
        low, high = values.copy(), values.copy()
        low[known & (sign < 0)] = 0.0
        high[known & (sign > 0)] = np.inf
        return low, high

    def below(self, analyte: str) -> Floats:
        """Tell where an analyte stood below its limit of detection: 1 or 0, NaN not measured."""
        if analyte not in self.keys:
            return np.full(len(self), np.nan)
        at = self.keys.index(analyte)
        return np.where(np.isnan(self.values[:, at]), np.nan, self.censored[:, at] < 0)

    def take(self, positions: npt.ArrayLike) -> "Panels":
        """Give the panels at these positions, in this order, each with its problems."""
        return next(self.apart([positions]))

    def apart(self, several: Iterable[npt.ArrayLike]) -> Iterator["Panels"]:
        """Give parts as `take` does, one after another; problems are looked through once."""
        wrong: dict[int, list[Problem]] = {}
        for one in self.problems:
            wrong.setdefault(one.row, []).append(one)
        for positions in several:
            at = np.asarray(positions)
            yield replace(
                self,
                panel_id=self.panel_id[at],
                subject_id=self.subject_id[at],
                values=self.values[at],
                censored=self.censored[at],
                items={name: column[at] for name, column in self.items.items()},
                problems=tuple(
                    one._replace(row=new)
                    for new, row in enumerate(at.tolist() if wrong else ())
                    for one in wrong.get(row, ())
                ),
                refused=None if self.refused is None else self.refused[at],
                spans={name: (low[at], high[at]) for name, (low, high) in self.spans.items()},
            )

    def without(self, names: Sequence[str]) -> "Panels":
        """Give the panels as if these analytes and items had not been sent, right or wrong."""
        kept = [at for at, key in enumerate(self.keys) if key not in names]
        sent = {f"{name}{end}" for name in names for end in ("", "_unit", "_comparator")}
        return replace(
            self,
            keys=tuple(self.keys[at] for at in kept),
            values=self.values[:, kept],
            censored=self.censored[:, kept],
            items={name: column for name, column in self.items.items() if name not in names},
            problems=tuple(one for one in self.problems if one.column not in sent),
            refused=None if self.refused is None else self.refused[:, kept],
            spans={name: ends for name, ends in self.spans.items() if name not in names},
        )

    def with_problems(self, found: Sequence[Problem]) -> "Panels":
        """Give the same panels with more problems."""
        return replace(self, problems=tuple(sorted({*self.problems, *found})))

    def blanked(self, places: npt.NDArray[np.bool_], refused: Floats | None = None) -> "Panels":
        """Give the same panels with these values, shape (n, len(keys)), unmeasured."""
        return replace(self, values=np.where(places, np.nan, self.values), refused=refused)

    def as_sent(self) -> "Panels":
        """Give the same panels with the values that were refused."""
        if self.refused is None:
            return self
        values = np.where(np.isnan(self.refused), self.values, self.refused)
        return replace(self, values=values, refused=None)

    def rejected(self) -> npt.NDArray[np.bool_]:
        """Tell which panels cannot be used, shape (n,)."""
        wrong = np.zeros(len(self), dtype=bool)
        wrong[[problem.row for problem in self.problems if problem.severity == "reject"]] = True
        return wrong

    def frame(self) -> pd.DataFrame:
        """Write the panels as a panel frame, in canonical units."""
        columns: dict[str, object] = {"panel_id": self.panel_id, "subject_id": self.subject_id}
        columns.update(self.items)
        signs = np.array([None, ">", "<"], dtype=object)
        for at, key in enumerate(self.keys):
            measured = ~np.isnan(self.values[:, at])
            columns[key] = self.values[:, at]
            unit = np.array([None, tables.analytes()[key].unit], dtype=object)
            columns[f"{key}_unit"] = unit[measured.astype(np.intp)]
            columns[f"{key}_comparator"] = signs[np.where(measured, self.censored[:, at], 0)]
        return pd.DataFrame(columns)
