"""What one row of a clinical table says, typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Self

from nhml.knowledge.ucum import factor

CONFIDENCE = ("verified-here", "well-known", "uncertain")
AXES = (
    "HPT", "HPA", "HPG", "somatotropic", "metabolic",
    "neurotransmitter", "EDC", "inflammation", "general",
)  # fmt: skip

Row = Mapping[str, str]
_WORDS = ("key", "label", "axis")
_CASE = ("task", "horizon", "population", "definition", "event", "eligible", "caution")


def split(text: str) -> tuple[str, ...]:
    """Split a cell that lists several things by semicolons."""
    return tuple(part for part in (piece.strip() for piece in text.split(";")) if part)


def number(text: str) -> float | None:
    """Read a cell that may be empty."""
    return float(text) if text else None


def refuse_unknown(row: Row, words: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a row with another word than those known of a column.

    Raises
    ------
    ValueError
    """
    for column, known in words.items():
        if row[column] not in known:
            raise ValueError(f"{column} {row[column]!r} is not one of {', '.join(known)}")


class Conversion(NamedTuple):
    """How a value becomes canonical: ``scale * value + offset``."""

    scale: float
    offset: float = 0.0


@dataclass(frozen=True)
class Analyte:
    """One row of ``analytes.csv``.

    Attributes
    ----------
    key, label, axis, specimen : str
        What it is called, and the hormonal axis it belongs to.
    loinc : tuple of str
        LOINC codes under which laboratories report it.
    unit : str
        Canonical UCUM unit.
    units : mapping of str to Conversion
        The canonical and the other listed units.
    molar_mass : float or None
        [g/mol]
    possible : tuple of float
        Limits beyond which a value cannot be real [canonical unit].
    confirm : tuple of float or None
        Limits beyond which a value can be real, but the unit wants confirming.
    log : bool
        Whether its distribution is read on the log scale.
    sampling : str
        What to mind when it is drawn.
    source : tuple of str
        Keys of ``sources.toml``.
    confidence : str
        One of `CONFIDENCE`.
    """

    key: str
    label: str
    axis: str
    specimen: str
    loinc: tuple[str, ...]
    unit: str
    units: Mapping[str, Conversion]
    molar_mass: float | None
    possible: tuple[float, float]
    confirm: tuple[float | None, float | None]
    log: bool
    sampling: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``analytes.csv``."""
        mass = number(row["molar_mass"])
        return cls(
            key=row["key"],
            label=row["label"],
            axis=row["axis"],
            specimen=row["specimen"],
            loinc=split(row["loinc"]),
            unit=row["unit"],
            units=_conversions(row["unit"], split(row["other_units"]), mass),
            molar_mass=mass,
            possible=(float(row["possible_low"]), float(row["possible_high"])),
            confirm=(number(row["confirm_low"]), number(row["confirm_high"])),
            log=row["log"] == "yes",
            sampling=row["sampling"],
            source=split(row["source"]),
            confidence=row["confidence"],
        )

    def conversion(self, unit: str) -> Conversion | None:
        """Give the conversion from `unit` to the canonical one, or None.

        Parameters
        ----------
        unit : str
            A UCUM unit, listed for the analyte or derivable from its molar mass.
        """
        listed = self.units.get(unit)
        if listed is not None:
            return listed
        for name, one in self.units.items():  # 1 mg/L and 1000 ug/L are the same to the bit
            prefixes = factor(unit, name, None)
            if prefixes is not None:
                return Conversion(float(f"{prefixes * one.scale:.12g}"), one.offset)
        derived = factor(unit, self.unit, self.molar_mass)
        return None if derived is None else Conversion(derived)


@dataclass(frozen=True)
class Outcome:
    """One row of ``outcomes.csv``: what a model is about.

    Attributes
    ----------
    task : str
        ``present`` at the draw; ``incident`` or ``response``, decided at a later visit.
    definition : str
        The case definition in the words of its source.
    event, eligible : str
        Expressions over the panel, in the grammar of `nhml.panels.expressions`. For what
        is decided later, the event is one of the later visit; it is empty where one
        panel cannot decide it.
    defining : tuple of str
        What writes the outcome, never a predictor: analytes, and ``idx:``, ``tx:``,
        ``hx:``, ``sx:`` for indices, treatments, histories and symptoms.
    pathway : tuple of str
        Physiologically tied analytes: predictors only by name and reason.
    """

    key: str
    label: str
    axis: str
    task: str
    horizon: str
    population: str
    definition: str
    event: str
    eligible: str
    defining: tuple[str, ...]
    pathway: tuple[str, ...]
    caution: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``outcomes.csv``."""
        return cls(
            **{name: row[name] for name in (*_WORDS, *_CASE)},
            defining=split(row["defining"]),
            pathway=split(row["pathway"]),
            source=split(row["source"]),
            confidence=row["confidence"],
        )


@dataclass(frozen=True)
class Index:
    """One row of ``indices.csv``: a number derived from one draw.

    Attributes
    ----------
    valid_when : str
        Expression that must hold for it to be computed.
    predictor : bool
        Whether it comes with its inputs, or only by name: what says the same as another
        column in another scale does not come by itself.
    example_inputs, example_output, tolerance
        A worked example in canonical units (JSON), and the relative error allowed.
    """

    key: str
    label: str
    axis: str
    unit: str
    formula: str
    inputs: tuple[str, ...]
    valid_when: str
    predictor: bool
    example_inputs: str
    example_output: float
    tolerance: float
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``indices.csv``."""
        text = ("key", "label", "axis", "unit", "formula", "valid_when", "example_inputs")
        return cls(
            **{name: row[name] for name in text},
            inputs=split(row["inputs"]),
            predictor=row["predictor"] == "yes",
            example_output=float(row["example_output"]),
            tolerance=float(row["tolerance"]),
            source=split(row["source"]),
            confidence=row["confidence"],
        )


@dataclass(frozen=True)
class Item:
    """One row of ``symptoms.csv`` or ``context.csv``: a column that has no unit column."""

    key: str
    label: str
    kind: str
    unit: str
    low: float | None
    high: float | None
    predictor: bool
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``symptoms.csv`` or ``context.csv``."""
        return cls(
            key=row["key"],
            label=row["label"],
            kind=row["kind"],
            unit=row["unit"],
            low=number(row["low"]),
            high=number(row["high"]),
            predictor=row["predictor"] == "yes",
            source=split(row["source"]),
            confidence=row["confidence"],
        )


def _conversions(
    unit: str, others: tuple[str, ...], mass: float | None
) -> Mapping[str, Conversion]:
    """Read ``unit``, ``unit=factor`` and ``unit=affine:a:b``; derive what has no factor."""
    known = {unit: Conversion(1.0)}
    for other in others:
        name, _, stated = other.partition("=")
        if stated.startswith("affine:"):
            scale, offset = stated.removeprefix("affine:").split(":")
            known[name] = Conversion(float(scale), float(offset))
        else:
            derived = float(stated) if stated else factor(name, unit, mass)
            if derived is None:
                raise ValueError(f"{name} cannot be derived from {unit}: state its factor")
            known[name] = Conversion(derived)
    return MappingProxyType(known)
