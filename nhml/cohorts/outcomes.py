"""The leakage guard: what writes an outcome may not predict it.

Three things stop a run. A feature made from what *defines* the outcome: nothing in
a config lets it in. A *pathway* feature, tied to the outcome by physiology: it comes
in by name and reason only. A *golden* feature, which alone tells the two classes
apart too well to be true.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from nhml.errors import CohortError, listing
from nhml.features.build import Feature
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.panels.panel import Floats

GOLDEN = 0.95  # one feature alone with an AUROC above this is a leak until explained
_FEWEST = 20
_COLUMN = {"idx": "{}", "tx": "on_{}", "hx": "hx_{}", "sx": "{}"}


def unseen(outcome: Outcome) -> frozenset[str]:
    """List the columns and indices that no predictor of an outcome may be made from.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    frozenset of str
        Analytes, context and symptom columns, and indices, by their names in the frame.
    """
    named = set()
    for entry in outcome.defining:
        kind, _, name = entry.rpartition(":")
        named.add(_COLUMN[kind].format(name) if kind else name)
    derived = {key for key, index in tables.indices().items() if named.intersection(index.inputs)}
    return frozenset(named | derived)


def guard(
    outcome: Outcome,
    features: Sequence[Feature],
    pathway: Mapping[str, str],
    *,
    leakage: str = "error",
) -> tuple[Feature, ...]:
    """Give the features that may predict an outcome.

    Parameters
    ----------
    outcome : Outcome
    features : sequence of Feature
        Those asked for, named pathway features among them.
    pathway : mapping of str to str
        Pathway analytes that are let in, with the reason.
    leakage : {"error", "drop"}
        Whether a feature that may not predict stops the run or is left out.

    Raises
    ------
    CohortError
        Naming every feature that leaks, all at once.
    """
    if wrong := wrong_names(outcome, pathway):
        raise CohortError(listing(f"features.pathway of {outcome.key}", wrong))
    leaking = leaks(outcome, features, pathway)
    if leaking and leakage == "error":
        raise CohortError(
            listing(
                f"features would leak {outcome.key}",
                [f"{name} {why}" for name, why in leaking.items()],
            )
            + '\nName other groups, or set features.leakage = "drop" to train on the rest'
        )
    return tuple(one for one in features if one.name not in leaking)


def leaks(
    outcome: Outcome, features: Sequence[Feature], pathway: Mapping[str, str]
) -> Mapping[str, str]:
    """Name the features that may not predict an outcome, each with the words why.

    The arguments are those of `guard`.
    """
    hidden, tied = unseen(outcome), set(outcome.pathway) - set(pathway)
    return {one.name: why for one in features if (why := _why(one, hidden, tied))}


def wrong_names(outcome: Outcome, pathway: Mapping[str, str]) -> list[str]:
    """Say which names do not belong into [features.pathway], or lack a reason."""
    hidden = unseen(outcome)
    wrong = [f"{name} defines it: no reason lets it in" for name in pathway if name in hidden]
    wrong += [
        f"{name} is not tied to it: put it in features.include"
        for name in pathway
        if name not in hidden and name not in outcome.pathway
    ]
    wrong += [f"{name} has no reason" for name, reason in pathway.items() if not reason.strip()]
    return wrong


def _why(feature: Feature, hidden: frozenset[str], tied: set[str]) -> str:
    parts = {feature.name, *feature.inputs}
    if defining := sorted(parts & hidden):
        return f"defines the outcome ({', '.join(defining)})"
    if named := sorted(parts & tied):
        return (
            f"is on its pathway ({', '.join(named)}): name it in [features.pathway] with a reason"
        )
    return ""


def refuse_golden(
    X: Floats, event: Floats, features: Sequence[Feature], explained: Mapping[str, str]
) -> None:
    """Stop where one feature alone, or its being measured, tells the classes apart.

    Parameters
    ----------
    X : ndarray, shape (n, p)
    event : ndarray, shape (n,)
    features : sequence of Feature, length p
    explained : mapping of str to str
        Features that may do so, with the reason.

    Raises
    ------
    CohortError
        Naming every such feature.
    """
    wrong = []
    for at, feature in enumerate(features):
        missing = np.isnan(X[:, at])
        found = {
            feature.name: auroc_alone(X[~missing, at], event[~missing]),
            f"whether {feature.name} was measured": auroc_alone(missing.astype(float), event),
        }
        wrong += [
            f"{words} alone has an AUROC of {value:.3f}"
            for words, value in found.items()
            if value > GOLDEN and feature.name not in explained
        ]
    if wrong:
        raise CohortError(
            listing("a feature is too good to be true", wrong)
            + "\nLook for how it follows from the outcome, or name it in [features.golden] "
            "with a reason"
        )


def auroc_alone(values: Floats, event: Floats) -> float:
    """Rank AUROC in the better direction; 0.5 where either class has too few people.

    Parameters
    ----------
    values, event : ndarray, shape (n,)
        No value missing; events 0 or 1.
    """
    with_it = float(event.sum())
    without = len(event) - with_it
    if min(with_it, without) < _FEWEST:
        return 0.5
    ranks = pd.Series(values).rank().to_numpy()
    area = (ranks[event == 1].sum() - with_it * (with_it + 1) / 2) / (with_it * without)
    return float(max(area, 1.0 - area))
