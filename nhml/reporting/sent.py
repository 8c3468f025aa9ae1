"""What a laboratory sent of one panel, beside what became of it."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from nhml.knowledge import tables
from nhml.knowledge.entries import Conversion
from nhml.panels import numbers
from nhml.panels.panel import Panels
from nhml.panels.units import conversion
from nhml.reporting import labels, wording

_AS_IT_IS = Conversion(1.0)


class Sent(NamedTuple):
    """One measured value.

    Attributes
    ----------
    key, label : str
    written : str
        Sign, number and unit, as they were sent.
    unit : str
        As it was sent.
    value : float
        In that unit; NaN where it was not read.
    sign : int
        -1 where it is below a limit of detection, 1 where above one.
    canonical : float
        In the unit that the model reads.
    canonical_unit : str
    factor : Conversion
        From the unit as sent to that one.
    """

    key: str
    label: str
    written: str
    unit: str
    value: float
    sign: int
    canonical: float
    canonical_unit: str
    factor: Conversion

    @property
    def converted(self) -> bool:
        """Tell whether the model reads another number than was sent."""
        return self.factor != _AS_IT_IS and not np.isnan(self.canonical)

    @property
    def how(self) -> str:
        """Say how it was converted: ``× 0.357``."""
        by = f"× {wording.number(self.factor.scale)}"
        added = self.factor.offset
        if not added:
            return by
        return f"{by} {'+' if added > 0 else '−'} {wording.number(abs(added))}"


def measured(
    cells: pd.Series, panel: Panels, units: Mapping[str, str] | None = None
) -> dict[str, Sent]:
    """Give every analyte that was sent, by its key.

    Parameters
    ----------
    cells : Series
        The row of the panel frame as sent.
    panel : Panels
        That row alone, checked, in canonical units.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    """
    return {
        key: _sent(key, at, cells, panel, (units or {}).get(key, ""))
        for at, key in enumerate(panel.keys)
        if _known(cells.get(key))
    }


def _known(cell: object) -> bool:
    if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return False
    return str(cell).strip().lower() not in numbers.ABSENT


def _sent(key: str, at: int, cells: pd.Series, panel: Panels, stated: str) -> Sent:
    own = cells.get(f"{key}_unit")
    unit = str(own) if _known(own) else stated
    factor = conversion(key, unit) or Conversion(np.nan, np.nan)
    canonical, entry = float(panel.values[0, at]), tables.analytes()[key]
    shown = wording.unit(unit.strip() or entry.unit)
    return Sent(
        key=key,
        label=labels.of(key),
        written=f"{_number(cells, key)} {shown}".strip(),
        unit=shown,
        value=(canonical - factor.offset) / factor.scale,
        sign=int(panel.censored[0, at]),
        canonical=canonical,
        canonical_unit=wording.unit(entry.unit),
        factor=factor,
    )


def _number(cells: pd.Series, key: str) -> str:
    """Write sign and number as they were sent."""
    cell, sign = cells[key], cells.get(f"{key}_comparator")
    text = f"{cell:.8g}" if isinstance(cell, float) else wording.tidy(cell, 30)
    before = wording.tidy(sign, 3) if _known(sign) and str(sign).strip() != "=" else ""
    return f"{before} {text}".strip()
