"""What a reading rests on: values as sent and canonical, beside the interval that holds."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.features import indices
from nhml.features.intervals import Usual, standing
from nhml.knowledge import tables
from nhml.knowledge.entries import Conversion
from nhml.panels import numbers
from nhml.panels.panel import Floats, Panels
from nhml.panels.units import conversion

_SIGNS = {-1: "<", 0: "", 1: ">"}


class SentUnit(NamedTuple):
    """The unit of one analyte in every panel, and how to come back to it."""

    unit: npt.NDArray[np.object_]
    scale: Floats
    offset: Floats


SentUnits = Mapping[str, SentUnit]


@dataclass(frozen=True)
class Evidence:
    """One analyte or index of a loop, for every panel.

    Attributes
    ----------
    key, unit : str
        What it is, and its canonical unit.
    values : ndarray, shape (n,)
        [canonical unit]; NaN was not measured.
    sign : ndarray of int8, shape (n,)
        -1 where the value is a lower limit of detection, 1 where an upper one.
    low, high, zlog : ndarray, shape (n,)
        The interval that holds [canonical unit] and where the value stands in it, in
        deviations on the log scale (NaN beyond a limit of detection); NaN is open or none.
    sent : SentUnit or None
        None where units as sent are not known.
    """

    key: str
    unit: str
    values: Floats
    sign: npt.NDArray[np.int8]
    low: Floats
    high: Floats
    zlog: Floats
    sent: SentUnit | None

    def as_sent(self, row: int) -> tuple[float, str]:
        """Give value and unit of a panel as they were sent."""
        if self.sent is None or not self.sent.unit[row]:
            return float(self.values[row]), self.unit
        back = (self.values[row] - self.sent.offset[row]) / self.sent.scale[row]
        return float(f"{back:.8g}"), str(self.sent.unit[row])

    def plain(self, row: int) -> dict[str, Any]:
        """Give the evidence of one panel as plain data; None is open or none."""
        value, unit = self.as_sent(row)
        return {
            "analyte": self.key,
            "comparator": _SIGNS[int(self.sign[row])],
            "value": value,
            "unit": unit,
            "canonical": float(self.values[row]),
            "canonical_unit": self.unit,
            "low": _known(self.low[row]),
            "high": _known(self.high[row]),
            "zlog": _known(round(float(self.zlog[row]), 2)),
        }

    def text(self) -> npt.NDArray[np.object_]:
        """Write the evidence of every panel; an empty text where not measured."""
        told = np.full(len(self.values), "", dtype=object)
        rows = np.flatnonzero(~np.isnan(self.values))
        cells = zip(
            rows.tolist(), self.values[rows].tolist(), self.sign[rows].tolist(),
            self.low[rows].tolist(), self.high[rows].tolist(), self.zlog[rows].tolist(),
            strict=True,
        )  # fmt: skip
        told[rows] = [
            f"{self.key} {_SIGNS[sign]}{self._written(row, value)}{_place(low, high, zlog)}"
            for row, value, sign, low, high, zlog in cells
        ]
        return told

    def _written(self, row: int, value: float) -> str:
        canonical = f"{value:.4g} {self.unit}"
        if self.sent is None or not self.sent.unit[row] or self.sent.unit[row] == self.unit:
            return canonical
        sent, unit = self.as_sent(row)
        return f"{sent:.4g} {unit} = {canonical}"


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _place(low: float, high: float, zlog: float) -> str:
    start, end = math.isnan(low), math.isnan(high)
    if start and end:
        return ""
    between = f"to {high:.4g}" if start else f"from {low:.4g}"
    if not start and not end:
        between = f"{low:.4g} to {high:.4g}"
    return f" ({between})" if math.isnan(zlog) else f" ({between}, zlog {zlog:+.1f})"


def sent_units(frame: pd.DataFrame, units: Mapping[str, str] | None = None) -> SentUnits:
    """Read the unit in which every value of a panel frame was sent.

    Parameters
    ----------
    frame : DataFrame
        The panel frame as sent.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    """
    known = [key for key in tables.analytes() if key in frame.columns]
    return {key: _sent_unit(frame, key, (units or {}).get(key, "")) for key in known}


def _sent_unit(frame: pd.DataFrame, key: str, stated: str) -> SentUnit:
    name = f"{key}_unit"
    cells = frame[name].to_numpy() if name in frame.columns else np.full(len(frame), stated)
    places, distinct = numbers.distinct(cells)
    texts = [str(one).strip() for one in distinct]
    read = [conversion(key, text) for text in texts]
    told = [text if one else "" for text, one in zip(texts, read, strict=True)]
    by = [one or Conversion(np.nan, np.nan) for one in read]
    return SentUnit(
        np.array([*told, ""], dtype=object)[places],
        np.array([*(one.scale for one in by), np.nan])[places],
        np.array([*(one.offset for one in by), np.nan])[places],
    )


def evidence(
    key: str, panels: Panels, held: Usual | None, sent: SentUnits | None = None
) -> Evidence:
    """Gather the evidence of one analyte, index or result of a test.

    Parameters
    ----------
    key : str
    panels : Panels
    held : Usual or None
        The interval that holds for every panel.
    sent : mapping of str to SentUnit, optional
    """
    nothing = np.full(len(panels), np.nan)
    low, high = (held.low, held.high) if held else (nothing, nothing)
    values = indices.compute(key, panels) if key in tables.indices() else _values(key, panels)
    sign = _sign(key, panels)
    return Evidence(
        key=key,
        unit=_unit(key),
        values=values,
        sign=sign,
        low=low,
        high=high,
        zlog=np.where(sign == 0, standing(values, low, high), np.nan),
        sent=(sent or {}).get(key),
    )


def _values(key: str, panels: Panels) -> Floats:
    """Give values as sent, where `Panels.column` halves what is below detection."""
    if key in panels.keys:
        return panels.values[:, panels.keys.index(key)]
    return panels.number(key)


def _sign(key: str, panels: Panels) -> npt.NDArray[np.int8]:
    if key in panels.keys:
        return panels.censored[:, panels.keys.index(key)]
    return np.zeros(len(panels), dtype=np.int8)


def _unit(key: str) -> str:
    entry = tables.analytes().get(key) or tables.indices().get(key) or tables.context().get(key)
    return entry.unit if entry else ""
