"""Whether anything speaks against an intervention that somebody considers.

A rule that is listed against it blocks it or withholds it where it fires, and is a question
where it cannot be decided. Nothing here suggests anything: ``clear`` says that no listed rule
speaks against it, and no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import KnowledgeError, listing
from nhml.knowledge import tables
from nhml.knowledge.rules import Rule
from nhml.knowledge.therapy import Intervention
from nhml.panels.panel import Panels
from nhml.safety.rules import Finding, Verdict

VERDICTS = ("clear", "ask", "withhold", "block")  # the last outweighs the others
_SEXES = {"F": "women", "M": "men"}


class Considered(NamedTuple):
    """What is said of one intervention for one panel.

    Attributes
    ----------
    intervention, label : str
        Key and label of ``interventions.csv``.
    verdict : {"block", "withhold", "ask", "clear"}
    rules : tuple of str
        Keys of the rules that fire against it.
    questions : tuple of str
        Columns to ask for: of rules that cannot be decided, or that fire unless these hold.
    beside : tuple of str
        Keys of the rules that fire and are only shown beside it.
    words, action : str
        What a person reads, and what to do.
    monitoring : str
        What is followed, and when.
    """

    intervention: str
    label: str
    verdict: str
    rules: tuple[str, ...]
    questions: tuple[str, ...]
    beside: tuple[str, ...]
    words: str
    action: str
    monitoring: str


def keys(considering: str | Iterable[str] | None) -> tuple[str, ...]:
    """Read the interventions that are considered, each once, in their order.

    Parameters
    ----------
    considering : str or iterable of str, optional
        Keys of ``interventions.csv``; one text may name several, with commas between.

    Raises
    ------
    KnowledgeError
        Naming everything that is none, with what is near.
    """
    given = [considering] if isinstance(considering, str) else considering or ()
    named = [part.strip() for text in given for part in text.split(",")]
    known = tables.interventions()
    wrong = [_unknown(one) for one in dict.fromkeys(named) if one not in known]
    if wrong:
        raise KnowledgeError(listing("considering names what is no intervention", wrong))
    return tuple(dict.fromkeys(named))


def _unknown(name: str) -> str:
    near = get_close_matches(name, tables.interventions(), 3, 0.5)
    hint = f"did you mean {' or '.join(near)}" if near else "nhml tables interventions lists all"
    return f"{name!r}: {hint}"


@cache
def listed(intervention: str) -> frozenset[str]:
    """List the keys of the rules that speak about an intervention."""
    naming = (
        key for key, rule in tables.safety_rules().items() if intervention in rule.interventions
    )
    return frozenset(tables.interventions()[intervention].contraindications).union(naming)


def against(interventions: Iterable[str], rules: Iterable[Rule]) -> list[Rule]:
    """Keep the rules that speak about any of these interventions."""
    spoken = frozenset[str]().union(*map(listed, interventions))
    return [one for one in rules if one.key in spoken]


def of_their_sex(panels: Panels) -> Panels:
    """Give panels that deny what only the other sex has: no man is asked if he is pregnant."""
    sex, items = panels.column("sex"), dict(panels.items)
    for name, only in tables.single_sex().items():
        item = tables.context().get(name) or tables.symptoms().get(name)
        if item is not None and item.kind == "flag":
            sent = panels.number(name)
            other = np.isnan(sent) & ~pd.isna(sex) & (sex != only)
            items[name] = np.where(other, 0.0, sent)
    return replace(panels, items=items)


def consider(
    panels: Panels, interventions: Sequence[str], found: Iterable[Finding]
) -> list[list[Considered]]:
    """Judge interventions by what the rules said.

    Parameters
    ----------
    panels : Panels
    interventions : sequence of str
        Keys of ``interventions.csv``.
    found : iterable of Finding
        Of the rules that are `listed`, the undecided ones among them, the most urgent first,
        asked of panels `of_their_sex`.

    Returns
    -------
    list of list of Considered
        For every panel, one for each intervention.
    """
    findings, sex = list(found), panels.column("sex")
    judged = [
        _judge(tables.interventions()[key], sex, findings, len(panels)) for key in interventions
    ]
    return [list(several) for several in zip(*judged, strict=True)]


def _judge(
    one: Intervention, sex: npt.NDArray[np.generic], found: Sequence[Finding], n: int
) -> list[Considered]:
    """Judge one intervention for every panel."""
    cases = [_Case({}, {}, {}, []) for _ in range(n)]
    for finding in found:
        if finding.rule.key not in listed(one.key):
            continue
        for row, verdict, settles in zip(
            finding.rows.tolist(), finding.verdicts.tolist(), finding.settles, strict=True
        ):
            cases[row].hear(one, finding, verdict, settles)
    if one.sex:
        for row in np.flatnonzero(pd.isna(sex)).tolist():
            cases[row].undecided["sex"] = None
        for row in np.flatnonzero(~pd.isna(sex) & (sex != one.sex)).tolist():
            cases[row] = cases[row]._replace(foreign=_SEXES[one.sex])
    return [case.said(one) for case in cases]


class _Case(NamedTuple):
    """What has been heard about an intervention for one panel, so far."""

    against: dict[str, bool]  # rules that fire, and whether each blocks
    undecided: dict[str, None]  # columns that rules wait for
    unless: dict[str, None]  # columns that would lift a rule
    beside: list[str]
    foreign: str = ""  # whom alone it is for, where the panel is of the other sex

    def hear(self, one: Intervention, finding: Finding, verdict: int, settles: str) -> None:
        """Take in what a rule says."""
        rule = finding.rule
        fires = verdict >= Verdict.UNLESS
        columns = self.unless if fires else self.undecided
        columns.update(dict.fromkeys(filter(None, settles.split(", "))))
        if fires and rule.key in one.beside:
            self.beside.append(rule.key)
        elif fires:
            self.against[rule.key] = rule.urgency == "hard_block"

    def said(self, one: Intervention) -> Considered:
        """Put it into words."""
        verdict = self._verdict()
        followed = ", ".join(name.rpartition(":")[2] for name in one.monitoring)
        return Considered(
            one.key,
            one.label,
            verdict,
            tuple(self.against),
            tuple({**self.undecided, **self.unless}),
            tuple(self.beside),
            self._words(one, verdict),
            self._action(verdict),
            f"{followed}: {one.monitoring_interval}",
        )

    def _verdict(self) -> str:
        if self.foreign or any(self.against.values()):
            return "block"
        return "withhold" if self.against else "ask" if self.undecided else "clear"

    def _words(self, one: Intervention, verdict: str) -> str:
        if self.foreign:
            return f"for {self.foreign} only"
        rules = tables.safety_rules()
        if self.against:
            return "; ".join(rules[key].message for key in self.against)
        if verdict == "ask":
            return "rules that are listed against it could not be decided: no permission"
        return "no listed rule speaks against it" if listed(one.key) else "no rule is listed for it"

    def _action(self, verdict: str) -> str:
        if verdict == "ask":
            return f"ask for {', '.join(self.undecided)}"
        rules = tables.safety_rules()
        shown = (*self.against, *self.beside)
        return "; ".join(dict.fromkeys(rules[key].action for key in shown))
