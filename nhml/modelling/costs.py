"""What a measurement costs: as a user's own price list says, and what has to be drawn.

No prices are kept here: they differ by laboratory and payer.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from nhml.errors import ConfigError, listing
from nhml.knowledge import tables
from nhml.panels import strict_toml
from nhml.panels.panel import Panels

EFFORTS = BODY, SAME, OTHER = "nothing is drawn", "of the same specimen", "another specimen"
_BLOOD = ("serum", "plasma", "blood")


def specimen(analyte: str) -> str:
    """Give what an analyte is measured in: ``blood``, ``urine`` and so on; empty: the body."""
    stated = tables.analytes()[analyte].specimen
    if stated == "n/a":
        return ""
    return "blood" if stated.startswith(_BLOOD) else stated


def effort(analyte: str, panel: Panels) -> str:
    """Tell whether something more has to be drawn for an analyte.

    Parameters
    ----------
    analyte : str
    panel : Panels
        Of one person; what was measured says what was drawn.

    Returns
    -------
    str
        `BODY`, `SAME` or `OTHER`.
    """
    wanted = specimen(analyte)
    if not wanted:
        return BODY
    known = ~np.isnan(panel.values[0])
    drawn = {specimen(key) for key, measured in zip(panel.keys, known, strict=True) if measured}
    return SAME if wanted in drawn else OTHER


@dataclass(frozen=True)
class Costs:
    """A price list.

    Attributes
    ----------
    currency, source : str
        As stated by whoever wrote it.
    analytes : mapping of str to float
        Of measuring each.
    specimens : mapping of str to float
        Of drawing another specimen: ``blood``, ``urine``, …
    """

    currency: str
    source: str
    analytes: Mapping[str, float]
    specimens: Mapping[str, float] = field(default_factory=dict)

    def of(self, analyte: str, told: str) -> float:
        """Give the cost of an analyte for a panel; NaN where the list has none.

        Parameters
        ----------
        analyte : str
        told : str
            Its effort, as `effort` gives it.
        """
        more = self.specimens.get(specimen(analyte), 0.0) if told == OTHER else 0.0
        return self.analytes.get(analyte, math.nan) + more

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Read a TOML file: ``currency``, ``source``, ``[analytes]``, ``[specimens]``.

        Raises
        ------
        ConfigError
            Naming every mistake of the file.
        """
        try:
            told = strict_toml.read(path)
        except (OSError, ValueError, RecursionError) as error:
            raise ConfigError(f"{path}: {strict_toml.why(error)}; wanted a .toml file") from None
        mistakes = _mistakes(told)
        if mistakes:
            raise ConfigError(listing(f"{path} is no price list", mistakes))
        numbers = {
            part: {key: float(cost) for key, cost in told.get(part, {}).items()}
            for part in ("analytes", "specimens")
        }
        return cls(str(told["currency"]), str(told.get("source", "")), **numbers)


def _mistakes(told: Mapping[str, Any]) -> list[str]:
    found = [
        f"{key}: is not a key of it"
        for key in told
        if key not in ("currency", "source", "analytes", "specimens")
    ]
    found += [
        f"{key}: wanted words"
        for key in ("currency", "source")
        if not isinstance(told.get(key, ""), str)
    ]
    if not told.get("currency"):
        found.append('currency: is not stated; wanted such as "EUR"')
    drawn = {specimen(name) for name in tables.analytes()} - {""}
    for part, known in (("analytes", set(tables.analytes())), ("specimens", drawn)):
        cells = told.get(part, {})
        if not isinstance(cells, dict):
            found.append(f"{part}: wanted a section of costs")
            continue
        found += [f"{part}.{key}: is not known" for key in cells if key not in known]
        found += [
            f"{part}.{key}: is no cost; wanted a number above 0"
            for key, cost in cells.items()
            if isinstance(cost, bool)
            or not isinstance(cost, int | float)
            or not (0 < cost < math.inf)
        ]
    if not told.get("analytes"):
        found.append("analytes: names none")
    return found
