"""Canonical values in the unit that a published formula wants."""

from nhml.knowledge import tables
from nhml.panels.panel import Floats


def in_unit(analyte: str, values: Floats, unit: str) -> Floats:
    """Convert canonical values of an analyte to another unit of it.

    Parameters
    ----------
    analyte : str
        Key of ``analytes.csv``.
    values : ndarray
        [canonical unit]
    unit : str
        A UCUM unit, listed or derivable from the molar mass.

    Raises
    ------
    ValueError
        If the analyte has no such unit.
    """
    conversion = tables.analytes()[analyte].conversion(unit)
    if conversion is None:
        raise ValueError(f"{analyte} cannot be given in {unit}")
    return (values - conversion.offset) / conversion.scale
