"""Whether two draws of one person may be compared at all, and what is taken for granted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.features.draws import Bools, Draws, Ints, draws, one_sex
from nhml.knowledge import tables
from nhml.knowledge.following import Comparability
from nhml.knowledge.therapy import Variation
from nhml.panels import expressions, flags
from nhml.panels.panel import Floats, Panels

Codes = npt.NDArray[np.int64]
_MOST_FLAGS = 62  # bits of a whole number

_OWN: Mapping[str, str] = MappingProxyType(
    {
        "rejected": "what was sent cannot be right, and is left out",
        "undated": "the time of the draw is not known, so neither is the order",
        "order_unknown": "drawn on one day, and nobody said in which order",
        "same_day": "drawn on the same day",
        "two_sexes": "another sex is stated at the other draw: perhaps two people",
        "no_variation": "how much this moves within a person is not known",
        "other_sex": "how much this moves within a person is known for the other sex only",
        "sex_unknown": "sex is not known, or differs between the draws, and it matters here",
        "no_reference": "the earlier value is nought",
        "outside": "the variation was measured in people to whom this person does not belong",
        "censored": "beyond a limit of the measurement, and how far is not known",
    }
)


@cache
def reasons() -> Mapping[str, str]:
    """Give every reason why a change is not assessable, by its code, in words."""
    told = {key: one.words for key, one in tables.comparability().items()}
    return MappingProxyType({**_OWN, **told})


@cache
def _bits() -> Mapping[str, int]:
    return MappingProxyType({code: 1 << at for at, code in enumerate(reasons())})


def bit(code: str) -> int:
    """Give the bit by which a reason stands in an array of codes."""
    return _bits()[code]


def written(codes: npt.ArrayLike, names: Sequence[str] = ()) -> npt.NDArray[np.object_]:
    """Write arrays of bits as names separated by commas; nothing for none.

    Parameters
    ----------
    codes : array_like of int
    names : sequence of str
        Of the bits, in order; `reasons` by default.
    """
    texts, which = flags.worded(np.asarray(codes, dtype=np.int64), names or tuple(reasons()))
    return np.array([*texts, ""], dtype=object)[which]


@dataclass(frozen=True)
class Setting:
    """What surrounds the draws of a file, read once for all analytes.

    Attributes
    ----------
    panels : Panels
    draws : Draws
    sex : ndarray of str or None, shape (n,)
        Of the person.
    """

    panels: Panels
    draws: Draws
    sex: npt.NDArray[np.object_]
    _texts: dict[str, Ints] = field(default_factory=dict)
    _holds: dict[str, Bools] = field(default_factory=dict)

    @classmethod
    def of(cls, panels: Panels) -> "Setting":
        """Read what surrounds panels."""
        when = draws(panels)
        return cls(panels, when, one_sex(panels, when.person))

    def differing(self, analyte: str, row: Variation, pairs: Sequence[Ints]) -> tuple[Codes, Codes]:
        """Tell what speaks against comparing pairs of draws, and what was not stated.

        Parameters
        ----------
        analyte : str
        row : Variation
            Of the analyte.
        pairs : (ndarray of int, ndarray of int), each shape (k,)
            Positions of the earlier and of the later draw.

        Returns
        -------
        against, unstated : ndarray of int, shape (k,)
            Bits of `reasons`.
        """
        first, last = pairs
        against, unstated = np.zeros(len(last), np.int64), np.zeros(len(last), np.int64)
        for one in tables.comparability().values():
            if one.always or one.key in row.same:
                differ, unknown = self._differ(one, analyte, first, last)
                against[differ] |= bit(one.key)
                if one.unstated:
                    unstated[unknown & ~differ] |= bit(one.key)
        if row.unless:
            outside = self._holding(row.unless)
            against[outside[first] | outside[last]] |= bit("outside")
        sexes = self._text("sex") if "sex" in self.panels.items else np.full(len(self.sex), -1)
        differ = (sexes[first] >= 0) & (sexes[last] >= 0) & (sexes[first] != sexes[last])
        against[differ] |= bit("two_sexes")
        against |= self._untimely(first, last)
        return against, unstated

    def therapies(self, pairs: Sequence[Ints]) -> Codes:
        """Tell which therapies began or ended between pairs of draws.

        Parameters
        ----------
        pairs : (ndarray of int, ndarray of int), each shape (k,)
            Positions of the earlier and of the later draw.

        Returns
        -------
        ndarray of int, shape (k,)
            A bit for each of `flags`, in their order.
        """
        first, last = pairs
        codes = np.zeros(len(last), dtype=np.int64)
        for at, name in enumerate(self.flags):
            taken = self.panels.number(name)
            codes |= np.where(np.abs(taken[first] - taken[last]) == 1.0, 1 << at, 0)
        return codes

    @property
    def flags(self) -> tuple[str, ...]:
        """List the therapies that the panels tell of."""
        return tuple(name for name in self.panels.items if name.startswith("on_"))[:_MOST_FLAGS]

    def _untimely(self, first: Ints, last: Ints) -> Codes:
        same = self.draws.day[first] == self.draws.day[last]
        told = self.draws.timed[first] & self.draws.timed[last]
        told &= self.draws.when[first] != self.draws.when[last]
        codes = np.where(told, bit("same_day"), bit("order_unknown"))
        return np.asarray(np.where(same, codes, 0), dtype=np.int64)

    def _differ(
        self, one: Comparability, analyte: str, first: Ints, last: Ints
    ) -> tuple[Bools, Bools]:
        """Tell where a condition differs, and where it is not known of both."""
        if one.kind == "text":
            names = [name.format(analyte=analyte) for name in one.columns]
            return self._texts_differ(names, first, last)
        if one.kind == "season":
            months = self.draws.when.astype("datetime64[M]").astype(np.int64) % 12 + 1
            quarter = months % 12 // 3
            return quarter[first] != quarter[last], np.zeros(len(last), dtype=bool)
        if one.kind == "hour":
            hours = self.draws.hours(self.panels)
            apart = np.abs(hours[first] - hours[last])
            return np.minimum(apart, 24.0 - apart) > (one.limit or 0.0), np.isnan(apart)
        if one.kind == "condition":
            holds = self._holding(one.columns[0])
            return holds[first] | holds[last], np.zeros(len(last), dtype=bool)
        values = self.panels.number(one.columns[0])
        known = ~np.isnan(values[first]) & ~np.isnan(values[last])
        fasted = values >= (one.limit or 0.0)
        return known & (fasted[first] != fasted[last]), ~known

    def _texts_differ(self, names: Sequence[str], first: Ints, last: Ints) -> tuple[Bools, Bools]:
        differ, known = np.zeros(len(last), dtype=bool), np.zeros(len(last), dtype=bool)
        other = np.zeros(len(last), dtype=bool)
        for name in names:
            only = tables.single_sex().get(name)
            if only is not None:
                other |= np.asarray(self.sex[last] != only, dtype=bool)
            if name in self.panels.items:
                codes = self._text(name)
                both = (codes[first] >= 0) & (codes[last] >= 0)
                differ |= both & (codes[first] != codes[last])
                known |= both
        return differ & ~other, ~known & ~other

    def _text(self, name: str) -> Ints:
        if name not in self._texts:
            cells = pd.Series(self.panels.items[name], dtype=object)
            plain = cells.map(lambda one: str(one).strip().casefold(), na_action="ignore")
            self._texts[name] = np.asarray(pd.factorize(plain)[0], dtype=np.intp)
        return self._texts[name]

    def _holding(self, condition: str) -> Bools:
        if condition not in self._holds:
            holds = expressions.evaluate(condition, self.panels) == 1.0
            self._holds[condition] = np.asarray(holds, dtype=bool)
        return self._holds[condition]


def bounds(values: Floats, censored: npt.NDArray[np.int8]) -> tuple[Floats, Floats]:
    """Give the least and the greatest that values can be, by their comparators."""
    return np.where(censored < 0, 0.0, values), np.where(censored > 0, np.inf, values)
