"""What is done about it, with and without a model, and how much a value moves by itself."""

from dataclasses import dataclass
from typing import Self

from nhml.knowledge.entries import Row, number, split


@dataclass(frozen=True)
class Intervention:
    """One row of ``interventions.csv``.

    Attributes
    ----------
    kind : str
        ``pharmacologic``, ``hormone_therapy``, ``lifestyle`` and so on.
    target_axis : str
    atc, rxnorm : str
        Codes of the drug; empty where it is none.
    indication : str
        For whom, in words.
    monitoring : tuple of str
        Analytes to follow.
    response : str
        What counts as a response, in words.
    mcid : str
        The smallest change that matters to people, where one is known.
    contraindications : tuple of str
        Keys of ``safety_rules.csv``.
    beside : tuple of str
        Those of its rules that are only shown beside it where they fire.
    sex : str
        ``F`` or ``M`` where it is for one sex only.
    """

    key: str
    label: str
    kind: str
    target_axis: str
    atc: str
    rxnorm: str
    indication: str
    monitoring: tuple[str, ...]
    monitoring_interval: str
    response: str
    response_target: str
    mcid: str
    contraindications: tuple[str, ...]
    beside: tuple[str, ...]
    sex: str
    note: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``interventions.csv``."""
        lists = ("monitoring", "contraindications", "beside", "source")
        words = {name: text for name, text in row.items() if name not in lists}
        return cls(
            **words,
            monitoring=split(row["monitoring"]),
            contraindications=split(row["contraindications"]),
            beside=split(row["beside"]),
            source=split(row["source"]),
        )


@dataclass(frozen=True)
class ClinicalRule:
    """One row of ``clinical_rules.csv``: how a clinician would tell without a model.

    Attributes
    ----------
    outcomes : tuple of str
        Keys of ``outcomes.csv`` that it is used for.
    points : tuple of str
        Conditions in the grammar of `nhml.panels.expressions`, one point each.
    act_from : int
        Points at and above which it says to act.
    """

    key: str
    label: str
    outcomes: tuple[str, ...]
    points: tuple[str, ...]
    act_from: int
    note: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``clinical_rules.csv``."""
        return cls(
            key=row["key"],
            label=row["label"],
            outcomes=split(row["outcomes"]),
            points=split(row["points"]),
            act_from=int(row["act_from"]),
            note=row["note"],
            source=split(row["source"]),
            confidence=row["confidence"],
        )


@dataclass(frozen=True)
class Variation:
    """One row of ``biological_variation.csv``: how much a value moves in health [%].

    Attributes
    ----------
    sex : str
        ``F``, ``M``, or empty for both.
    default : bool
        Whether it is the row to use for that sex.
    within_person, between_persons, analytical : float or None
        Coefficients of variation.
    reference_change : float or None
        1.96 * sqrt(2) * sqrt(within^2 + analytical^2), two-sided 95 %.
    reference_change_up, reference_change_down : float or None
        On the log scale, where the total variation exceeds 15 %.
    """

    analyte: str
    sex: str
    default: bool
    within_person: float | None
    between_persons: float | None
    analytical: float | None
    reference_change: float | None
    reference_change_up: float | None
    reference_change_down: float | None
    conditions: str
    note: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``biological_variation.csv``."""
        return cls(
            analyte=row["analyte"],
            sex=row["sex"],
            default=row["default"] == "yes",
            within_person=number(row["within_person"]),
            between_persons=number(row["between_persons"]),
            analytical=number(row["analytical"]),
            reference_change=number(row["reference_change"]),
            reference_change_up=number(row["reference_change_up"]),
            reference_change_down=number(row["reference_change_down"]),
            conditions=row["conditions"],
            note=row["note"],
            source=split(row["source"]),
            confidence=row["confidence"],
        )
