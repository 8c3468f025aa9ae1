"""What may be compared between two draws, and what a therapy asks for over time."""

import re
from dataclasses import dataclass
from typing import NamedTuple, Self

from nhml.knowledge.entries import Row, number, refuse_unknown, split

_SPAN = re.compile(r"(\d+) (d|wk|mo|a)")
KINDS = ("text", "condition", "hour", "fasting", "season")


class Span(NamedTuple):
    """A time as clinicians say it: so many calendar months, and so many days."""

    months: int
    days: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Read ``6 wk``, ``3 mo`` or ``1 a``."""
        found = _SPAN.fullmatch(text.strip())
        if found is None:
            raise ValueError("no span of time such as 6 wk, 3 mo or 1 a")
        many, unit = int(found[1]), found[2]
        months = {"mo": many, "a": 12 * many}.get(unit, 0)
        return cls(months, {"d": many, "wk": 7 * many}.get(unit, 0))


@dataclass(frozen=True)
class Comparability:
    """One row of ``comparability.csv``: what two draws must share to be compared.

    Attributes
    ----------
    kind : str
        ``text`` must agree, a ``condition`` may hold at neither, an ``hour`` may be `limit`
        hours apart, ``fasting`` must be the same side of `limit` hours, and the
        ``season`` of the draw must be one.
    columns : tuple of str
        Context columns, or the condition; ``{analyte}`` stands for the analyte.
    always : bool
        Whether it is asked of every analyte, or only where its row of
        ``biological_variation.csv`` names it.
    words : str
        What is said where it differs.
    unstated : str
        What is taken as equal where nobody said; empty where nothing is.
    """

    key: str
    kind: str
    columns: tuple[str, ...]
    limit: float | None
    always: bool
    words: str
    unstated: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``comparability.csv``."""
        refuse_unknown(row, {"kind": KINDS})
        return cls(
            **{name: row[name] for name in ("key", "kind", "words", "unstated", "confidence")},
            columns=split(row["columns"]),
            limit=number(row["limit"]),
            always=row["always"] == "yes",
            source=split(row["source"]),
        )


@dataclass(frozen=True)
class Course:
    """One row of ``courses.csv``: a therapy as panels tell of it.

    Attributes
    ----------
    intervention : str
        Key of ``interventions.csv``.
    taken : str
        Condition over a panel under which the person takes it.
    analytes : tuple of str
        What must have changed for a response.
    target, target_words : str
        Condition that the later panel must meet, and the same for people; empty where the
        table states no number.
    unless : str
        Condition under which the target says nothing.
    earliest : Span
        Before this time after the start no response is judged.
    instruments : tuple of str
        Questionnaires by which the source judges it.
    """

    intervention: str
    label: str
    taken: str
    analytes: tuple[str, ...]
    target: str
    unless: str
    target_words: str
    earliest: Span
    instruments: tuple[str, ...]
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``courses.csv``."""
        words = ("intervention", "label", "taken", "target", "unless", "target_words", "confidence")
        return cls(
            **{name: row[name] for name in words},
            analytes=split(row["analytes"]),
            earliest=Span.of(row["earliest"]),
            instruments=split(row["instruments"]),
            source=split(row["source"]),
        )


class Step(NamedTuple):
    """From when and until when something is to be measured."""

    earliest: Span
    latest: Span


@dataclass(frozen=True)
class Monitoring:
    """One row of ``monitoring.csv``: what a therapy asks to be measured, and when.

    Attributes
    ----------
    intervention : str
        Key of ``interventions.csv``.
    columns : tuple of str
        Analytes, instruments or context columns.
    steps : tuple of Step
        One after the other.
    after : str
        ``start``: all steps are counted from the start of the therapy; ``last``: each from
        the measurement before it.
    repeats : bool
        Whether the last step comes again and again.
    """

    intervention: str
    columns: tuple[str, ...]
    steps: tuple[Step, ...]
    after: str
    repeats: bool
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``monitoring.csv``."""
        refuse_unknown(row, {"after": ("start", "last")})
        return cls(
            intervention=row["intervention"],
            columns=split(row["columns"]),
            steps=tuple(_step(text) for text in split(row["steps"])),
            after=row["after"],
            repeats=row["repeats"] == "yes",
            source=split(row["source"]),
            confidence=row["confidence"],
        )


def _step(text: str) -> Step:
    first, _, last = text.partition("-")
    return Step(Span.of(first), Span.of(last or first))
