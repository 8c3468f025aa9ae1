"""How one concentration unit becomes another.

Only what laboratories send as a concentration is understood here: a mass or an
amount of substance, in a volume or for an amount of creatinine, each with a
metric prefix. Everything else (international units, enzyme units, HbA1c,
temperature) has its own conversion in ``analytes.csv``.
"""

import re
from typing import NamedTuple

_PREFIX = {"": 0, "k": 3, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15}
_CREATININE_G_PER_MOL = 113.12  # the molar mass of `creatinine_urine` in analytes.csv
_PART = re.compile(r"(?P<prefix>[kdcmunpf]?)(?P<base>mol|g|L)(?P<creat>\{creat\})?")


class _Part(NamedTuple):
    base: str
    exponent: int
    creatinine: bool


def _part(text: str) -> _Part | None:
    found = _PART.fullmatch(text)
    if found is None:
        return None
    return _Part(found["base"], _PREFIX[found["prefix"]], found["creat"] is not None)


def _quotient(unit: str) -> tuple[_Part, _Part] | None:
    parts = [_part(text) for text in unit.split("/")]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        return None
    return parts[0], parts[1]


def factor(unit: str, canonical: str, molar_mass: float | None) -> float | None:
    """Give what a value in `unit` is multiplied by to be in `canonical`.

    Parameters
    ----------
    unit, canonical : str
        UCUM units, such as ``"nmol/L"`` and ``"ng/dL"``.
    molar_mass : float or None
        Molar mass of the analyte [g/mol]; needed only between mass and amount.

    Returns
    -------
    float or None
        The factor, or None where the two units do not measure the same thing or
        the molar mass is needed and not known.

    Examples
    --------
    >>> factor("nmol/L", "ng/dL", 288.431)  # testosterone
    28.8431
    >>> factor("mg/L", "m[IU]/L", None) is None
    True
    """
    here, there = _quotient(unit), _quotient(canonical)
    if here is None or there is None:
        return None
    top = _convert(here[0], there[0], molar_mass)
    bottom = _convert(here[1], there[1], _CREATININE_G_PER_MOL if here[1].creatinine else None)
    if top is None or bottom is None:
        return None
    return _exact(top, bottom)


def _convert(here: _Part, there: _Part, molar_mass: float | None) -> tuple[int, float] | None:
    """Give power of ten and plain factor, kept apart so that 1000 stays exact."""
    if here.creatinine != there.creatinine:
        return None
    exponent = here.exponent - there.exponent
    if here.base == there.base:
        return exponent, 1.0
    if molar_mass is None or "L" in (here.base, there.base):
        return None
    return exponent, molar_mass if here.base == "mol" else 1.0 / molar_mass


def _exact(top: tuple[int, float], bottom: tuple[int, float]) -> float:
    ratio, exponent = top[1] / bottom[1], top[0] - bottom[0]
    return float(f"{ratio * 10.0**exponent if exponent >= 0 else ratio / 10.0**-exponent:.12g}")
