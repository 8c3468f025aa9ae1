"""What a model showed on people it had not seen, told without any of them.

Goes into the bundle, so that whoever reads the model's card, or a page about one
person, need not look for the figures elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.modelling.base_rates import wilson
from nhml.modelling.disclosure import few_called, hidden
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
        Without subgroups of so few people that one of them could be told, and without shares
        at thresholds that part off so few.
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
        without = {group for name in subgroups for group in hidden(people, name)}
        shown = (row for row in evaluation.rows if row.group not in without)
        rows = tuple(_tidy(row) for row in shown if not few_called(people, row.group, row.metric))
        return cls(Evaluation(rows), tenths(people[people["status"] == "scored"]))

    def among(self, evaluation: Evaluation) -> Evaluation:
        """Give the figures of an evaluation, to the last digit, that may be shown."""
        told = {row[:2] for row in self.evaluation.rows}
        return Evaluation(tuple(row for row in evaluation.rows if row[:2] in told))

    def tells(self, kept: Evaluation) -> bool:
        """Say whether an evaluation that was kept elsewhere holds these figures, and no other."""
        return repr(self.evaluation.rows) == repr(tuple(map(_tidy, kept.rows)))

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
