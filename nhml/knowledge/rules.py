"""What one row of ``safety_rules.csv`` says, typed."""

from dataclasses import dataclass
from typing import Self

from nhml.knowledge.entries import Row, refuse_unknown, split

CATEGORIES = (
    "emergency", "critical_value", "diagnosis_met", "pituitary", "tumour", "adrenal", "calcium",
    "therapy", "contraindication", "interference", "validity", "unit_check", "masking",
)  # fmt: skip
URGENCIES = ("immediate", "hard_block", "same_day", "urgent", "routine")  # the first comes first
SCOPES = ("", "panel", "person", "outcome", "analyte")


@dataclass(frozen=True)
class Rule:
    """One row of ``safety_rules.csv``: what must not be missed in a panel.

    Attributes
    ----------
    condition : str
        In the grammar of `nhml.panels.expressions`, over columns and indices. What stands
        under ``not`` is an exclusion, everything else a trigger.
    message, action : str
        What a person reads, and what to do.
    urgency : str
        One of `URGENCIES`; ``hard_block`` blocks an intervention.
    interventions : tuple of str
        The rule is asked only where one of these is considered; empty: of every panel.
    suppresses : str
        Which models give no risk where it fires: ``panel`` every model, ``person`` every
        model whose outcome is not about such people, ``outcome`` a model whose outcome is
        defined by something that the condition reads, ``analyte`` a model that reads one of
        `affects`; empty: none.
    affects : tuple of str
        Analytes whose values cannot be used where an ``analyte`` rule fires.
    source : tuple of str
        Keys of ``sources.toml``.
    """

    key: str
    category: str
    condition: str
    message: str
    urgency: str
    action: str
    interventions: tuple[str, ...]
    suppresses: str
    affects: tuple[str, ...]
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``safety_rules.csv``.

        Raises
        ------
        ValueError
            If a word is not one of those known.
        """
        refuse_unknown(row, _WORDS)
        text = ("key", "category", "condition", "message", "urgency", "action", "suppresses")
        return cls(
            **{name: row[name] for name in text},
            interventions=() if row["applies_when"] == "always" else split(row["applies_when"]),
            affects=split(row["affects"]),
            source=split(row["source"]),
            confidence=row["confidence"],
        )


_WORDS = {"category": CATEGORIES, "urgency": URGENCIES, "suppresses": SCOPES}
