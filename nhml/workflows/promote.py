"""Promote: let a registered model through a gate, or say which condition it failed.

The figures are those of its training, on people held out, unweighted. What is not shown
counts as not so: a model whose calibration is unknown is not promoted. Of the subgroups that
its config names, where people are few, only what is shown to be wrong counts.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nhml.modelling.conditions import Condition, conditions
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.risk_model import RiskModel

FEWEST_RESAMPLES = 100  # behind an interval of 95 %: five of a hundred lie outside


class Verdict(NamedTuple):
    """What the gate says of a model.

    Attributes
    ----------
    model : str
        Its address, by version.
    conditions : tuple of Condition
    before : str
        Version that bore the alias before; empty where none did, or nothing was changed.
    """

    model: str
    conditions: tuple[Condition, ...]
    before: str = ""

    @property
    def passes(self) -> bool:
        """Tell whether every condition holds."""
        return all(one.holds for one in self.conditions)


def promote(
    uri: str, alias: str = "champion", *, only_say: bool = False, trusted: Path | str | None = None
) -> Verdict:
    """Judge a registered model by the gate and, where it passes, give it the alias.

    Parameters
    ----------
    uri : str
        ``models:/name@candidate`` or ``models:/name/version``.
    alias : str
    only_say : bool
        Whether to leave the alias where it is.
    trusted : path, optional
        A public key: the model must have been signed by its holder.

    Raises
    ------
    ModelNotFound, ModelError
        If it is not registered, cannot be trusted, or its run keeps no evaluation.
    """
    from nhml.tracking import models, registry

    found = registry.version(uri)
    model = models.load(found.uri, trusted=trusted)
    kept = registry.evaluation(found), registry.identity(found)
    verdict = Verdict(found.uri, tuple(gate(model, *kept)))
    if not verdict.passes or only_say:
        return verdict
    return verdict._replace(before=registry.call(found, alias))


def gate(model: RiskModel, kept: Evaluation, identity: str) -> Iterator[Condition]:
    """Give every condition of the gate for a model and what its run keeps.

    The figures that count are those that the bundle carries under its digest. What the run
    keeps beside it can be rewritten without touching the model; it has to agree.

    Parameters
    ----------
    model : RiskModel
    kept : Evaluation
        As the run that made it keeps it.
    identity : str
        Of the model that the run says it made.
    """
    own = Evaluation(()) if model.held_out is None else model.held_out.evaluation
    words = _unreliable(model, kept, identity)
    yield Condition(
        "figures",
        "not_judged",
        not words,
        words or f"carried by the model, the same as in its run; held out by {_how(model)}",
    )
    yield from conditions(model, own)


def _unreliable(model: RiskModel, kept: Evaluation, identity: str) -> str:
    """Say why the figures cannot be relied on; empty where they can."""
    if model.held_out is None:
        return "the model carries none"
    if identity != model.identity:
        return "the run that it is registered from made another model"
    if not model.held_out.tells(kept):
        return "evaluation.json of its run differs from what the model carries"
    resamples = int(model.training.get("judged", {}).get("resamples", 0))
    if resamples < FEWEST_RESAMPLES:
        return f"{resamples} resamples behind an interval, wanted {FEWEST_RESAMPLES} at least"
    return ""


def _how(model: RiskModel) -> str:
    told = model.training["judged"]
    return f"{told['by']}, {told['resamples']} resamples"
