"""What features, columns and groups are called, and how their values are read."""

import math

from nhml.knowledge import tables
from nhml.knowledge.intervals import ReferenceInterval
from nhml.reporting import wording

GROUPS = {
    "person": "Age and sex",
    "HPT": "Thyroid axis",
    "HPA": "Adrenal axis",
    "HPG": "Gonadal axis",
    "somatotropic": "Growth axis",
    "metabolic": "Metabolism",
    "neurotransmitter": "Neurotransmitters",
    "exposure": "Exposures",
    "inflammation": "Inflammation",
    "general": "General chemistry and body size",
    "symptoms": "Symptoms",
}
_IDS = {"panel_id": "Id of the panel", "subject_id": "Id of the person"}
_TAILS = ("_unit", "_comparator")


def owner(name: str) -> str:
    """Give the column that a unit or a sign belongs to; any other name as it stands."""
    for tail in _TAILS:
        name = name.removesuffix(tail)
    return name


def of(name: str) -> str:
    """Give what people call a feature or a column of the panel frame.

    Parameters
    ----------
    name : str
        Its key; what no table knows is written as it stands.
    """
    if name in _IDS:
        return _IDS[name]
    return next(
        (
            wording.tidy(table[name].label)
            for table in (
                tables.analytes(), tables.context(), tables.symptoms(),
                tables.indices(), tables.instruments(),
            )
            if name in table
        ),
        wording.tidy(name),
    )  # fmt: skip


def value(name: str, known: float, unit: str) -> str:
    """Write the value of a feature that is no analyte: sex, a flag, an item, an index.

    Parameters
    ----------
    name : str
    known : float
        As the model reads it; NaN where it is missing.
    unit : str
        UCUM.
    """
    if math.isnan(known):
        return "not known"
    if name == "sex":
        return "female" if known == 1.0 else "male"
    item = tables.context().get(name) or tables.symptoms().get(name)
    if item is not None and item.kind == "flag":
        return "yes" if known == 1.0 else "no"
    after = wording.unit(unit)
    text = f"{wording.number(known)} {after}".strip()
    if item is not None and item.kind == "item" and item.low is not None and item.high is not None:
        return f"{text} on a scale from {item.low:g} to {item.high:g}"
    return text


def whose(one: ReferenceInterval) -> str:
    """Say of which people a reference interval is, and by which method."""
    phase = one.phase.replace("_", " ")
    hours = f"{one.hours[0]:g} to {one.hours[1]:g} h" if one.hours else ""
    told = (one.population, phase, hours, one.method)
    return wording.tidy(", ".join(part for part in told if part), 90)
