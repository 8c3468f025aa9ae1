"""The leakage guard: what writes an outcome may not predict it.

Three things stop a run. A feature made from what *defines* the outcome: nothing in
a config lets it in. A *pathway* feature, tied to the outcome by physiology: it comes
in by name and reason only. A *golden* feature, which alone tells the two classes
apart too well to be true.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from nhml.errors import CohortError, listing
from nhml.features.build import Feature
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.panels import grammar
from nhml.panels.panel import Floats

GOLDEN = 0.95  # one feature alone with an AUROC above this is a leak until explained
_FEWEST = 20
_FORMS: Mapping[str, tuple[str, ...]] = {
    "": ("{}",), "idx": ("{}",), "tx": ("on_{}",), "hx": ("hx_{}",), "sx": ("{}", "sx_{}"),
    "img": ("img_{}",),
}  # fmt: skip
# what an event reads to choose its limit, and does not decide it by itself
_CHOOSES = ("age", "sex", "cycle_phase", "fasting_h", "sample_hour", "ft4_lln", "ft4_uln")


def columns_of(entry: str) -> tuple[str, ...]:
    """Give the names in the frame that an entry of ``defining`` may stand for.

    Parameters
    ----------
    entry : str
        An analyte, a column or a total, or ``idx:``, ``tx:``, ``hx:``, ``sx:``, ``img:``
        and a name.

    Returns
    -------
    tuple of str
        Empty where the prefix is another.
    """
    kind, _, name = entry.rpartition(":")
    return tuple(form.format(name) for form in _FORMS.get(kind, ()))


def unseen(outcome: Outcome) -> frozenset[str]:
    """List the columns, indices and totals that no predictor of an outcome may be made from.

    What is named as defining; what decides an outcome that is present at the draw; the
    parts of an index or total that does; and every index and total of these, however far.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    frozenset of str
        By their names in the frame.
    """
    hidden = {name for entry in outcome.defining for name in columns_of(entry)}
    made = _made()
    if outcome.task == "present":
        decides = grammar.names(outcome.event)
        parts = {part for name in decides for part in made.get(name, ())}
        hidden |= (decides | parts).difference(_CHOOSES)
    hidden |= {item for name in hidden for item in _items(name)}
    hidden |= {grade.key for grade in tables.grades().values() if grade.flag in hidden}
    while more := {key for key, inputs in made.items() if hidden.intersection(inputs)} - hidden:
        hidden |= more
    return frozenset(hidden)


def _made() -> Mapping[str, tuple[str, ...]]:
    """Tell what every index and total is made from."""
    made = {key: index.inputs for key, index in tables.indices().items()}
    made |= {key: one.inputs for key, one in tables.learnt().items()}
    for key, total in tables.instruments().items():
        made[key] = _items(key)
        if total.sent:
            made[total.sent] = total.items
    for grade in tables.grades().values():
        made[grade.flag] = (*made.get(grade.flag, ()), grade.key)
    return made


def _items(total: str) -> tuple[str, ...]:
    """List the items of a total, and the column in which it may be sent."""
    found = tables.instruments().get(total)
    return () if found is None else tuple(filter(None, (*found.items, found.sent)))


def guard(
    outcome: Outcome,
    features: Sequence[Feature],
    pathway: Mapping[str, str],
    *,
    golden: Iterable[str] = (),
    required: Iterable[str] = (),
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
    golden, required : iterable of str
        What a config names besides: none of it may define the outcome, for then the model
        would rest on its being measured.
    leakage : {"error", "drop"}
        Whether a feature that may not predict stops the run or is left out.

    Raises
    ------
    CohortError
        Naming every feature that leaks, all at once.
    """
    named = {"features.golden": golden, "abstain.required": required}
    if wrong := wrong_names(outcome, pathway, named):
        raise CohortError(listing(f"a config may not name for {outcome.key}", wrong))
    leaking = leaks(outcome, features, pathway)
    if leaking and leakage == "error":
        raise CohortError(
            listing(
                f"features would leak {outcome.key} [leakage]",
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


def wrong_names(
    outcome: Outcome,
    pathway: Mapping[str, str],
    others: Mapping[str, Iterable[str]] | None = None,
) -> list[str]:
    """Say which names a config may not hold, with their place and the words why.

    Parameters
    ----------
    outcome : Outcome
    pathway : mapping of str to str
        Names of [features.pathway], with their reasons.
    others : mapping of str to iterable of str, optional
        Names by further places of the config.
    """
    hidden = unseen(outcome)
    wrong = [
        f"{place}: {name} defines it: no reason lets it in"
        for place, names in {"features.pathway": pathway, **(others or {})}.items()
        for name in names
        if name in hidden
    ]
    wrong += [
        f"features.pathway: {name} is not tied to it: put it in features.include"
        for name in pathway
        if name not in hidden and name not in outcome.pathway
    ]
    wrong += [
        f"features.pathway: {name} has no reason"
        for name, reason in pathway.items()
        if not reason.strip()
    ]
    return wrong


def _why(feature: Feature, hidden: frozenset[str], tied: set[str]) -> str:
    parts = {feature.name, *feature.inputs}
    if parts & hidden:
        by = ", ".join(sorted(hidden.intersection(feature.inputs) - {feature.name}))
        by = f" ({by})" if by else ""
        return f"defines the outcome{by}, as does whether it was measured"
    if named := sorted(parts & tied):
        return (
            f"is on its pathway ({', '.join(named)}): name it in [features.pathway] with a reason"
        )
    return ""


def refuse_golden(
    X: Floats, event: Floats, features: Sequence[Feature], explained: Mapping[str, str]
) -> Mapping[str, str]:
    """Stop where one feature alone tells the classes apart: its value, how far that lies
    from the usual on either side, or whether it was measured.

    Parameters
    ----------
    X : ndarray, shape (n, p)
    event : ndarray, shape (n,)
    features : sequence of Feature, length p
    explained : mapping of str to str
        Features that may do so, with the reason.

    Returns
    -------
    mapping of str to str
        Those of `explained` that do so, with the reason.

    Raises
    ------
    CohortError
        Naming every such feature.
    """
    told = {one.name: _too_good(X[:, at], event, one) for at, one in enumerate(features)}
    wrong = [words for name, found in told.items() if name not in explained for words in found]
    if wrong:
        raise CohortError(
            listing("a feature is too good to be true [golden_feature]", wrong)
            + "\nLook for how it follows from the outcome, or name it in [features.golden] "
            "with a reason"
        )
    return {name: explained[name] for name, found in told.items() if found}


def _too_good(values: Floats, event: Floats, feature: Feature) -> list[str]:
    """Say by what a feature alone tells the classes apart."""
    missing = np.isnan(values)
    known, had = values[~missing], event[~missing]
    found = {
        feature.name: auroc_alone(known, had),
        f"how far {feature.name} lies from the usual": auroc_alone(
            _distance(known, had, feature), had
        ),
        f"whether {feature.name} was measured": auroc_alone(missing.astype(float), event),
    }
    return [
        f"{words} alone has an AUROC of {value:.3f}"
        for words, value in found.items()
        if value > GOLDEN
    ]


def _distance(values: Floats, event: Floats, feature: Feature) -> Floats:
    """Give how far values lie from the median of those without the event."""
    if not (event == 0).any():
        return values
    read = np.log(np.maximum(values, np.finfo(np.float64).tiny)) if feature.log else values
    return np.asarray(np.abs(read - np.median(read[event == 0])))


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
