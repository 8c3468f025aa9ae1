"""What was found in people who are to be learnt from, in words: what, why it matters, way out.

What would stop a training or make it worthless is a ``stop``; what a reader of the model
has to know is a ``warn``; the rest is a ``note``. No finding quotes a person's value.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts import laboratories
from nhml.cohorts.cohort import Cohort
from nhml.cohorts.finding import Finding
from nhml.cohorts.outcomes import GOLDEN, auroc_alone
from nhml.cohorts.predictors import Predictor
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.panels.panel import Floats

Columns = Mapping[str, npt.NDArray[Any]]

_TELLS = 0.55  # AUROC from which an order or a place is worth a word
_SURE = 4.0  # standard errors
_RISK = 0.05  # difference in the share with the outcome
_P_VALUE = 0.01  # shared among the features
_CONSTANT = 0.99
_MANY_SAME = 4  # laboratory values that two people do not share by chance


def of_leaks(
    outcome: Outcome, leaking: Mapping[str, str], wrong: Sequence[str], leakage: str
) -> Iterator[Finding]:
    """Tell of features that may not predict the outcome, and of names that let none in."""
    if leaking:
        yield Finding(
            "leakage",
            "note" if leakage == "drop" else "stop",
            "; ".join(f"{name} {why}" for name, why in leaking.items()),
            f"what writes {outcome.key}, or follows from it, predicts it without knowing anything",
            'they are left out, as features.leakage = "drop" says'
            if leakage == "drop"
            else 'name other groups, or set features.leakage = "drop" to train on the rest',
        )
    if wrong:
        yield Finding(
            "pathway",
            "stop",
            "; ".join(f"[features.pathway] {one}" for one in wrong),
            "a reason lets in what physiology ties to the outcome, and nothing else",
            "correct [features.pathway]",
        )


def of_golden(alone: Sequence[Predictor], explained: Mapping[str, str]) -> Iterator[Finding]:
    """Tell of single features that are too good to be true."""
    for one in alone:
        told = {one.name: one.auroc, f"whether {one.name} was measured": one.auroc_missing}
        for words, value in told.items():
            if value > GOLDEN:
                reason = explained.get(one.name)
                yield Finding(
                    "golden_feature",
                    "note" if reason else "stop",
                    f"{words} alone has an AUROC of {value:.3f} (more than {GOLDEN:g})",
                    "a leak until it is explained: it may follow from the outcome",
                    f"[features.golden] explains it: {reason}"
                    if reason
                    else "look for how it follows from the outcome, leave it out, or name it in "
                    "[features.golden] with a reason",
                )


def of_gaps(alone: Sequence[Predictor]) -> Iterator[Finding]:
    """Tell of features that nobody has, and of those whose being missing predicts."""
    if empty := [one.name for one in alone if one.missing == 1.0]:
        yield Finding(
            "missing_for_all",
            "note",
            f"nobody has {', '.join(empty)}",
            "it is left out of the model",
            "none is needed",
        )
    sure = _P_VALUE / max(len(alone), 1)
    telling = [
        f"{one.name} ({one.risk_missing:.0%} have the outcome where it is missing, "
        f"{one.risk_known:.0%} where it is known)"
        for one in alone
        if one.p_missing < sure and abs(one.risk_missing - one.risk_known) > _RISK
    ]
    if telling:
        yield Finding(
            "missing_tells",
            "warn",
            f"being missing predicts: {'; '.join(telling)}",
            "the model learns who was measured and why, which is another matter elsewhere",
            "look at who lacks it; leave it out if it is ordered on suspicion of the outcome",
        )


def of_order(cohort: Cohort) -> Iterator[Finding]:
    """Tell whether the order of rows or of ids tells the outcome.

    A person's panels are alike and stand together: each person counts once, by the first.
    """
    first = np.unique(cohort.panels.subject_id.astype(str), return_index=True)[1]
    event, panel_id = cohort.event[first], cohort.panels.panel_id[first]
    subject_id = cohort.panels.subject_id[first]
    orders = {"panel ids": _rank(panel_id)}
    if not np.array_equal(panel_id, subject_id):
        orders["person ids"] = _rank(subject_id)
    if len(cohort.row):
        orders["rows in the source"] = cohort.row[first].astype(np.float64)
    for words, order in orders.items():
        value = auroc_alone(order, event)
        if value < _TELLS or value - 0.5 < _SURE * _error(event):
            continue
        yield Finding(
            "order",
            "stop" if value > GOLDEN else "warn",
            f"the order of {words} tells the outcome: AUROC {value:.3f}",
            "people with and without it seem to come from different lists, so that risks are "
            "those of the lists, or prevalence drifts along the order",
            "find out how the file was put together; where order is time, hold out the last part",
        )


def of_spread(alone: Sequence[Predictor], pairs: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """Tell of features that hardly vary, and of those that say the same twice."""
    if flat := [one.name for one in alone if one.usual > _CONSTANT]:
        yield Finding(
            "near_constant",
            "note",
            f"more than {_CONSTANT:.0%} have the same value of {', '.join(flat)}",
            "little can be learnt from them",
            "leave them out, unless the few matter",
        )
    if pairs:
        yield Finding(
            "alike",
            "note",
            "; ".join(f"{one} and {other} rank people alike" for one, other in pairs),
            "the model shares one effect between them, and each looks weaker than it is",
            "keep the one of each pair that is asked for elsewhere",
        )


def of_overlaps(names: Collection[str]) -> Iterator[Finding]:
    """Tell of questionnaires and hormones that tell of the same."""
    both = []
    for row in tables.overlaps().values():
        one, other = ([name for name in side if name in names] for side in (row.one, row.other))
        if one and other:
            both.append(f"{', '.join(one)} beside {', '.join(other)}: {row.words}")
    if both:
        yield Finding(
            "overlap",
            "note",
            "; ".join(both),
            "the model shares one effect between them: the part of each says little by itself",
            "keep the one that is asked for elsewhere, or read their parts together",
        )


def of_persons(cohort: Cohort) -> Iterator[Finding]:
    """Tell of persons with several panels, and of panels that seem to be one person's."""
    panels = cohort.panels
    several = sum(count > 1 for count in Counter(panels.subject_id).values())
    if several:
        yield Finding(
            "repeated",
            "note",
            f"{several:,} persons have more than one panel",
            "panels of a person are alike; each person lies in one fold",
            "none is needed, as long as subject_id tells persons apart",
        )
    same = _same_values(cohort)
    if same:
        yield Finding(
            "same_person",
            "warn",
            f"{same:,} panels hold exactly the values of another person's panel",
            "one person under two ids lies on both sides of a fold, and flatters the figures",
            "give them one subject_id, or take the copies out",
        )


def of_places(cohort: Cohort, places: Columns) -> Iterator[Finding]:
    """Tell of laboratories whose values or patients differ."""
    for one in laboratories.foreign_medians(cohort.panels, places):
        yield Finding(
            "foreign_unit",
            "stop",
            f"{one.analyte} of {one.column} {one.place} would fit the others in {one.unit}",
            "a wrong unit is learnt as a difference between people",
            "correct the unit in the file, or map it",
        )
    for told in laboratories.telling(cohort.event, places):
        if told.auroc >= _TELLS:
            yield Finding(
                "place_tells",
                "warn",
                f"{told.column} alone tells the outcome: AUROC {told.auroc:.3f}",
                "what differs between places besides people, such as an assay, predicts with it",
                f"judge the model on a {told.column} that it has not seen",
            )


def of_rejected(cohort: Cohort) -> Iterator[Finding]:
    """Tell of panels that cannot be used."""
    rejected = int(cohort.panels.rejected().sum())
    if rejected:
        codes = Counter(
            f"{one.column} [{one.code}]"
            for one in cohort.panels.problems
            if one.severity == "reject"
        )
        worst = ", ".join(f"{words}: {count:,}" for words, count in codes.most_common(5))
        yield Finding(
            "rejected",
            "warn",
            f"{rejected:,} panels are rejected ({worst})",
            "nothing is learnt from them, and they count against the model",
            "correct them at their source",
        )


def _rank(ids: npt.NDArray[np.object_]) -> Floats:
    """Rank ids as a person would sort them: P9 before P10."""
    keys = [re.sub(r"\d+", lambda found: found[0].zfill(20), str(one)) for one in ids]
    return np.unique(keys, return_inverse=True)[1].astype(np.float64)


def _error(event: Floats) -> float:
    """Give the standard error of an AUROC where nothing is told (Mann-Whitney)."""
    with_it = float(event.sum())
    without = len(event) - with_it
    return float(np.sqrt((len(event) + 1) / (12.0 * with_it * without)))


def _same_values(cohort: Cohort) -> int:
    """Count panels whose laboratory values, age and sex are those of another person's."""
    panels = cohort.panels
    table = pd.DataFrame(panels.values).assign(
        age=panels.column("age"), sex=panels.column("sex"), person=panels.subject_id
    )
    known = (~np.isnan(panels.values)).sum(axis=1) >= _MANY_SAME
    values = [name for name in table if name != "person"]
    once = table[known].drop_duplicates()
    return int(once.duplicated(subset=values, keep=False).sum())
