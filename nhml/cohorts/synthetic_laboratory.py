"""What laboratories send of simulated people: units, limits, noise, gaps and mistakes."""

from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from nhml.cohorts.synthetic_living import EXPOSURES
from nhml.cohorts.synthetic_parameters import Bools, Column, parameters, stream
from nhml.cohorts.synthetic_people import SITES, People
from nhml.errors import KnowledgeError
from nhml.knowledge import tables
from nhml.knowledge.entries import Conversion
from nhml.panels.numbers import rounded
from nhml.panels.panel import Floats
from nhml.panels.units import conversion

Units = Literal["site", "canonical"]

_FREE, _GONADS = ("ft4", "ft3"), (
    "testosterone", "shbg", "lh", "fsh", "estradiol", "progesterone", "amh",
)  # fmt: skip
_FASTING = ("insulin", "glucose", "triglycerides")
_METABOLIC = (*_FASTING, "hba1c", "hdl")
_CONFUSED = ("ft4", "testosterone", "glucose", "cortisol", "estradiol")  # sent in another unit
_SIGNS = np.array([None, "<"], dtype=object)
_SLIPPED = {"hba1c": 10.0, "bmi": 10.0, "hdl": 1000.0}  # a decimal sign lost: beyond what can be


class Assay(NamedTuple):
    """One row of ``simulation_assays.csv``.

    Attributes
    ----------
    units : tuple of str
        As each site of `SITES` writes it.
    limit : float
        Of detection [canonical unit]; zero where there is none.
    variation : float
        Spread of repeated measurements, on the log scale.
    """

    units: tuple[str, ...]
    limit: float
    variation: float


@cache
def assays() -> Mapping[str, Assay]:
    """Read ``simulation_assays.csv``."""
    return {
        row["key"]: Assay(
            units=tuple(row[site] for site in SITES),
            limit=float(row["lod"] or 0.0),
            variation=float(row["cv"]),
        )
        for row in tables.rows("simulation_assays")
    }


class Sent(NamedTuple):
    """Analytes with units and comparators, and what was mis-measured of whom."""

    frame: pd.DataFrame
    mistakes: Column
    biotin: Floats


def send(people: People, values: Mapping[str, Floats], units: Units, seed: int) -> Sent:
    """Measure and report values as the laboratory of each site does.

    Parameters
    ----------
    people : People
    values : mapping of str to ndarray
        As they are in the body [canonical unit]; NaN where there is nothing to measure.
    units : {"site", "canonical"}
        Those of the site, or canonical ones everywhere: nothing else changes.
    seed : int

    Returns
    -------
    Sent
        ``mistakes`` is ``wrong_unit:ft4``, ``impossible:bmi``, ``biotin`` or empty;
        ``biotin`` is what people said they take [mg/d], NaN where they were not asked.
    """
    drawn = stream(seed, "laboratory")
    kind = np.digitize(drawn.random(len(people)), np.cumsum(_shares()))
    taken = kind == 2
    biotin = np.where(taken, parameters()["biotin_dose"], 0.0)
    biotin[drawn.random(len(people)) >= parameters()["biotin_said"]] = np.nan
    absent, site = _absent(people, drawn), _site(people, units)
    mistakes = np.where(taken, "biotin", "").astype(object)
    confused = _chosen(_CONFUSED, kind == 0, drawn)
    slipped = _chosen(tuple(_SLIPPED), kind == 1, drawn)
    columns: dict[str, Column] = {}
    for key, assay in assays().items():
        noise = np.exp(assay.variation * drawn.standard_normal(len(people)))
        measured = _disturbed(key, values[key], taken) * noise
        lost = drawn.random(len(people)) < parameters()["missing_any"]
        measured[lost | absent.get(key, np.False_)] = np.nan
        known = ~np.isnan(measured)
        wrong, slip = known & (confused == key), known & (slipped == key)
        mistakes[wrong], mistakes[slip] = f"wrong_unit:{key}", f"impossible:{key}"
        measured = measured * np.where(slip, _SLIPPED.get(key, 1.0), 1.0)
        columns |= _reported(key, assay, measured, site, wrong)
    return Sent(pd.DataFrame(columns), mistakes, biotin)


def _shares() -> list[float]:
    return [parameters()[f"{name}_share"] for name in ("wrong_unit", "impossible", "biotin")]


def _site(people: People, units: Units) -> Column:
    """Number the sites; one past the last reports in canonical units."""
    if units == "canonical":
        return np.full(len(people), len(SITES))
    return np.select([people.site == name for name in SITES], range(len(SITES)))


def _chosen(keys: tuple[str, ...], who: Bools, drawn: np.random.Generator) -> Column:
    """Draw which value of somebody goes wrong; nothing for the others."""
    return np.where(who, np.array(keys, dtype=object)[drawn.integers(0, len(keys), len(who))], "")


def _disturbed(key: str, values: Floats, taken: Bools) -> Floats:
    """Apply biotin: a sandwich assay such as that of TSH reads low, those of free hormones high."""
    known = parameters()
    factor = {"tsh": known["biotin_tsh"], **dict.fromkeys(_FREE, known["biotin_ft"])}.get(key, 1.0)
    return values * np.where(taken, factor, 1.0)


def _absent(people: People, drawn: np.random.Generator) -> dict[str, Bools]:
    """Draw what is not measured, by age, site and fast; values of one tube are absent together."""
    known, young = parameters(), people.age
    tubes, antibodies, urine, metabolic = drawn.random((4, len(people)))
    no_gonads = (young < 30) & (tubes < known["missing_gonads_young"])
    no_metabolic = (young < 40) & (metabolic < known["missing_metabolic_young"])
    near = np.isin(people.site, ("north", "south"))
    no_urine = ~near | (urine < known["missing_exposures"])
    found = dict.fromkeys(_GONADS, no_gonads)
    found |= dict.fromkeys(_METABOLIC, no_metabolic)
    found |= dict.fromkeys(_FASTING, no_metabolic | (people.fasting < 8.0))
    found |= dict.fromkeys((*EXPOSURES, "creatinine_urine"), no_urine)
    west = (people.site == "west") & (antibodies < known["missing_antibodies_west"])
    return {**found, "tpo_ab": west}


def _reported(
    key: str, assay: Assay, measured: Floats, site: Column, wrong: Bools
) -> dict[str, Column]:
    """Write one analyte as sent; a value in a wrong unit is that of another site's convention."""
    canonical = tables.analytes()[key].unit
    units = np.array([*assay.units, canonical], dtype=object)[site]
    units[np.isnan(measured)] = None
    spoken = [_conversion(key, unit) for unit in (*assay.units, canonical)]
    other = [_other(own, spoken) for own in spoken]
    below = measured < assay.limit
    shown = np.where(below, assay.limit, measured)
    right, foreign = (
        (shown - np.array([one.offset for one in said])[site])
        / np.array([one.scale for one in said])[site]
        for said in (spoken, other)
    )
    digits = int(parameters()["assay_digits"])
    columns: dict[str, Column] = {
        key: rounded(np.where(wrong, foreign, right), digits),
        f"{key}_unit": units,
    }
    if assay.limit:
        columns[f"{key}_comparator"] = _SIGNS[below.astype(np.intp)]
    return columns


def _conversion(key: str, unit: str) -> Conversion:
    found = conversion(key, unit)
    if found is None:
        raise KnowledgeError(f"tables/simulation_assays.csv: {key} is not measured in {unit}")
    return found


def _other(own: Conversion, spoken: list[Conversion]) -> Conversion:
    """Find a convention that gives another number; one's own where there is none."""
    return next((one for one in spoken if one != own), own)


def written(frame: pd.DataFrame) -> pd.DataFrame:
    """Write cells as a laboratory's file has them: ``<0.2``, and 37 rather than 37.0."""
    cells: dict[str, pd.Series] = {}
    for name in map(str, frame.columns):
        if frame[name].dtype == np.float64 and not (frame[name].dropna() % 1.0).any():
            cells[name] = frame[name].astype("Int64")
        if name.endswith("_comparator"):
            key, below = name.removesuffix("_comparator"), frame[name].notna()
            texts = frame[key].astype(object)
            cells[key] = texts.mask(below, "<" + texts.astype(str))
    signs = [name for name in frame if str(name).endswith("_comparator")]
    return frame.assign(**cells).drop(columns=signs)
