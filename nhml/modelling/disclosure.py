"""What may leave the folder of its people: nothing from which one of them could be told."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.modelling import coverage
from nhml.modelling.base_rates import FEWEST_EITHER_WAY, FEWEST_PEOPLE

FEWEST_IN_A_CELL = 10  # people, where a number counts them
_SHARE = re.compile(
    r"(?:weighted_)?(baseline_|rule_)?(?:sensitivity|specificity|ppv|npv)_([0-9.e-]+?)"
    r"(_all_eligible)?"
)
_READ = {"baseline_": "baseline_risk", "rule_": "clinical_rule", None: "eligible_risk"}


def hidden(people: pd.DataFrame, name: str) -> list[str]:
    """List the groups of a column that are not shown, as ``column=value``.

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


def few_called(people: pd.DataFrame, group: str, metric: str) -> bool:
    """Tell whether a figure is a share that a threshold or a ground takes of one to nine people.

    Parameters
    ----------
    people : DataFrame
        As `nhml.modelling.evaluation.evaluate` takes it.
    group, metric : str
        Of a figure; what is no such share is never one of few.
    """
    column, _, value = group.partition("=")
    inside = people if not value else people[people[column].astype(str) == value]
    if metric.removeprefix("weighted_").startswith(("abstained_", "marked_")):
        held = coverage.grounds(inside).get(metric.removeprefix("weighted_"))
        return held is not None and not all(told([int(held.sum())]))
    found = _SHARE.fullmatch(metric)
    if found is None:
        return False
    whose, threshold, everybody = found.groups()
    if not everybody:
        inside = inside[inside["status"] == "scored"]
    called = int((inside[_READ[whose]] >= float(threshold)).sum())
    return not all(told([called, len(inside) - called]))


def told(counts: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Tell which counts may be told: nought, and ten and more."""
    given = np.asarray(counts)
    may: npt.NDArray[np.bool_] = (given == 0) | (given >= FEWEST_IN_A_CELL)
    return may


def withheld(counts: Sequence[int]) -> tuple[int | None, ...]:
    """Withhold the parts of a known whole that are few, and what else would tell them.

    Parameters
    ----------
    counts : sequence of int

    Returns
    -------
    tuple of int or None
        None in place of what is withheld: together never one to nine people.
    """
    kept: list[int | None] = [
        one if may else None for one, may in zip(counts, told(counts).tolist(), strict=True)
    ]
    hidden_sum = sum(one for one, may in zip(counts, kept, strict=True) if may is None)
    for at in sorted(range(len(counts)), key=lambda at: counts[at]):
        if not 0 < hidden_sum < FEWEST_IN_A_CELL and kept.count(None) != 1:
            break
        if kept[at] is not None and counts[at] > 0:
            kept[at], hidden_sum = None, hidden_sum + counts[at]
    return tuple(kept)
