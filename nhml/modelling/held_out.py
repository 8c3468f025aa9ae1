"""What a model showed on people it had not seen, told without any of them.

Goes into the bundle, so that whoever reads the model's card, or a page about one
person, need not look for the figures elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.modelling.base_rates import FEWEST_EITHER_WAY, FEWEST_PEOPLE, wilson
from nhml.modelling.evaluation import Evaluation, Row

Floats = npt.NDArray[np.float64]

_DIGITS = 6  # the same on every machine
_TENTHS = 10
SMALLEST = 50  # scored people below which tenths of them would be persons


class Tenth(NamedTuple):
    """A tenth of the scored people by risk: their mean risk, the share with the outcome."""

    risk: float
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class HeldOut:
    """Figures of the outer folds.

    Attributes
    ----------
    evaluation : Evaluation
        Without subgroups of so few people that one of them could be told.
    calibration : tuple of Tenth
        Empty where fewer than 50 people were scored.
    """

    evaluation: Evaluation
    calibration: tuple[Tenth, ...] = ()

    @classmethod
    def of(cls, people: pd.DataFrame, evaluation: Evaluation, subgroups: Iterable[str]) -> Self:
        """Take what may be shown of an evaluation.

        Parameters
        ----------
        people : DataFrame
            What was judged: ``subject_id, status, outcome, risk`` and the subgroup columns.
        evaluation : Evaluation
        subgroups : iterable of str
            The columns by whose values it told people apart.
        """
        hidden = {group for name in subgroups for group in _hidden(people, name)}
        rows = tuple(_tidy(row) for row in evaluation.rows if row.group not in hidden)
        return cls(Evaluation(rows), tenths(people[people["status"] == "scored"]))

    def among(self, evaluation: Evaluation) -> Evaluation:
        """Give the figures of an evaluation, to the last digit, that may be shown."""
        groups = {row.group for row in self.evaluation.rows}
        return Evaluation(tuple(row for row in evaluation.rows if row.group in groups))

    def plain(self) -> dict[str, Any]:
        """Give it as plain data; what is unknown is null."""
        rows = [
            [cell if not isinstance(cell, float) or isfinite(cell) else None for cell in row]
            for row in self.evaluation.rows
        ]
        return {"rows": rows, "calibration": [list(one) for one in self.calibration]}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError or TypeError where it is something else."""
        rows = tuple(_row(*cells) for cells in data["rows"])
        return cls(Evaluation(rows), tuple(Tenth(*map(float, one)) for one in data["calibration"]))


def _row(group: str, metric: str, value: Any, low: Any, high: Any, n: int) -> Row:
    at, bottom, top = (np.nan if cell is None else float(cell) for cell in (value, low, high))
    return Row(str(group), str(metric), at, bottom, top, int(n))


def _hidden(people: pd.DataFrame, name: str) -> list[str]:
    """List the groups of a column that are not shown.

    Those of too few people, and as many of the next smallest as it takes that the groups
    which are not shown cannot be told together from all less the shown.
    """
    known = people[people[name].notna()]
    sizes = {value: _persons(rows) for value, rows in known.groupby(name, sort=True)}
    order = sorted(sizes, key=lambda value: (_enough(sizes[value]), sizes[value][0], str(value)))
    total, hidden = _persons(people[people[name].isna()]), []
    for value in order:
        if _enough(sizes[value]) and (total[0] == 0 or _enough(total)):
            break
        hidden.append(f"{name}={value!s}")
        total = [one + other for one, other in zip(total, sizes[value], strict=True)]
    return hidden


def _persons(rows: pd.DataFrame) -> Sequence[int]:
    """Count persons, those with the outcome, and those without."""
    happened = rows["outcome"] == 1.0
    parts = (rows, rows[happened], rows[~happened])
    return [int(part["subject_id"].nunique()) for part in parts]


def _enough(persons: Sequence[int]) -> bool:
    return persons[0] >= FEWEST_PEOPLE and min(persons[1:]) >= FEWEST_EITHER_WAY


def _tidy(row: Row) -> Row:
    value, low, high = (float(f"{cell:.{_DIGITS}g}") for cell in (row.value, row.low, row.high))
    return row._replace(value=value, low=low, high=high)


def tenths(scored: pd.DataFrame) -> tuple[Tenth, ...]:
    """Part the scored people by risk; none where they are fewer than 50."""
    if len(scored) < SMALLEST:
        return ()
    ordered = scored.sort_values("risk", kind="stable")
    risk, outcome = ordered["risk"].to_numpy(), ordered["outcome"].to_numpy(dtype=np.float64)
    parts = np.array_split(np.arange(len(ordered)), _TENTHS)
    return tuple(_tenth(risk[part], outcome[part]) for part in parts)


def _tenth(risk: Floats, outcome: Floats) -> Tenth:
    share = float(outcome.mean())
    told = (float(risk.mean()), share, *wilson(share, len(outcome)))
    return Tenth(*(float(f"{one:.3g}") for one in told))
