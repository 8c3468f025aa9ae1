"""What the safety rules say of panels: as a frame, and as plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.knowledge import tables
from nhml.knowledge.rules import Rule
from nhml.panels.checks import check
from nhml.panels.limits import LaboratoryLimits, LimitsOrPath, limits_of
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety.considering import VERDICTS as JUDGEMENTS
from nhml.safety.considering import Considered, against, consider, keys, of_their_sex
from nhml.safety.listing import categorical, listed
from nhml.safety.rules import Finding, Verdict, active, find

COLUMNS = ("panel_id", "rule", "urgency", "verdict", "words", "action", "source", "settles")
VERDICTS = ("clear", "undecided", "fires unless", "fires")  # in the order of `Verdict`
CONSIDERED = "considered"  # stands as the urgency of an intervention that was judged
_ALL = (*VERDICTS, *JUDGEMENTS[1:])  # a clear rule is not listed, a clear intervention is


@dataclass(frozen=True)
class Asked:
    """What the rules said of panels.

    Attributes
    ----------
    panels : Panels
    found : tuple of Finding
        What is not clear, rule by rule, the most urgent first.
    considered : list of list of Considered, optional
        For every panel, its interventions; None where none was considered.
    limits : LaboratoryLimits, optional
        Whose limits stood in place of the generic ones.
    """

    panels: Panels
    found: tuple[Finding, ...]
    considered: list[list[Considered]] | None
    limits: LaboratoryLimits | None

    def frame(self) -> pd.DataFrame:
        """Give it as a frame, as `alerts` does."""
        told = [
            _Told(_texts(one.rule), one.rows, one.verdicts, one.words, one.which)
            for one in self.found
        ] + self._judged()
        placed = listed(told, len(self.panels))
        cells = {
            name: categorical(placed.which, [one.texts[at] for one in told])
            for at, name in enumerate(("rule", "urgency", "words", "action", "source"))
        }
        cells["panel_id"] = categorical(placed.rows, self.panels.panel_id.tolist())
        cells["verdict"] = categorical(placed.verdicts, _ALL)
        cells["settles"] = placed.settles
        made = pd.DataFrame(cells, columns=list(COLUMNS), copy=False)
        if self.limits:
            made.attrs["limits"] = self.limits.laboratory
        return made

    def _judged(self) -> list["_Told"]:
        """Give the rows on interventions, those together of which the same is said."""
        said: dict[tuple[str, tuple[str, ...], str], list[int]] = {}
        for row, several in enumerate(self.considered or ()):
            for one in several:
                key = one.verdict, _of(one), ", ".join(one.questions)
                said.setdefault(key, []).append(row)
        return [
            _Told(
                texts,
                np.array(rows, dtype=np.intp),
                np.full(len(rows), _ALL.index(verdict), dtype=np.int8),
                (questions,),
                np.zeros(len(rows), dtype=np.intp),
            )
            for (verdict, texts, questions), rows in said.items()
        ]

    def plain(self) -> list[dict[str, Any]]:
        """Give it as plain data, an object for every panel in the order sent.

        Returns
        -------
        list of dict
            ``panel_id``, ``suppressed`` (a rule fires that keeps some model from giving a
            risk), ``fired`` and ``undecided``, the most urgent first; ``considering`` where
            interventions were, ``limits`` where a laboratory's own were used.
        """
        fired: list[list[dict[str, Any]]] = [[] for _ in range(len(self.panels))]
        waiting: list[list[dict[str, Any]]] = [[] for _ in range(len(self.panels))]
        silent = np.zeros(len(self.panels), dtype=bool)
        for one in self.found:
            fires = one.verdicts >= Verdict.UNLESS
            silent[one.rows[fires]] |= bool(one.rule.suppresses)
            said = {  # one object for all panels of which the same is said
                (verdict, at): _plain(one.rule, verdict, one.words[at])
                for verdict, at in set(zip(one.verdicts.tolist(), one.which.tolist(), strict=True))
            }
            for row, *key in zip(
                one.rows.tolist(), one.verdicts.tolist(), one.which.tolist(), strict=True
            ):
                kept = fired if key[0] >= Verdict.UNLESS else waiting
                kept[row].append(said[key[0], key[1]])
        return [
            {
                "panel_id": panel,
                "suppressed": bool(silent[row]),
                "fired": fired[row],
                "undecided": waiting[row],
                **self._more(row),
            }
            for row, panel in enumerate(self.panels.panel_id.tolist())
        ]

    def counts(self) -> tuple[int, int]:
        """Count the alerts, and the panels to be seen at once."""
        firing = [_firing(one) for one in self.found]
        at_once = [one.rows for one in firing if one.rule.urgency == "immediate"]
        return sum(len(one.rows) for one in firing), len(
            set().union(*map(np.ndarray.tolist, at_once))
        )

    def _more(self, row: int) -> dict[str, Any]:
        more: dict[str, Any] = {"limits": self.limits.laboratory} if self.limits else {}
        if self.considered is not None:
            more["considering"] = [
                {name: list(cell) if isinstance(cell, tuple) else cell
                 for name, cell in one._asdict().items()}
                for one in self.considered[row]
            ]  # fmt: skip
        return more


def ask(
    panels: pd.DataFrame | Panels,
    units: Mapping[str, str] | None = None,
    *,
    undecided: bool = True,
    uncertain: bool = False,
    considering: str | Iterable[str] | None = None,
    limits: LimitsOrPath | None = None,
) -> Asked:
    """Ask the safety rules of panels, as `alerts` does, before it is put into any form."""
    chosen, own = keys(considering), limits_of(limits)
    ready = panels if isinstance(panels, Panels) else check(harmonise(panels, units))
    rules = active(uncertain, tuple(sorted(chosen)))
    found = list(find(ready, rules, undecided=undecided, limits=own))
    if not chosen:
        return Asked(ready, tuple(found), None, own)
    said = list(find(of_their_sex(ready), against(chosen, rules), limits=own))
    known = [one for one in map(_firing, said) if len(one.rows)] if not undecided else said
    found = [one for one in found if not one.rule.interventions]
    found += [one for one in known if one.rule.interventions]
    found.sort(key=lambda one: rules.index(one.rule))
    return Asked(ready, tuple(found), consider(ready, chosen, said), own)


def alerts(
    panels: pd.DataFrame | Panels,
    units: Mapping[str, str] | None = None,
    *,
    undecided: bool = True,
    uncertain: bool = False,
    considering: str | Iterable[str] | None = None,
    limits: LimitsOrPath | None = None,
) -> pd.DataFrame:
    """Ask the safety rules of panels, rejected ones among them.

    Parameters
    ----------
    panels : DataFrame or Panels
        The panel frame as sent, or panels already checked. A value that is rejected is
        unknown to the rules, but for those that ask for its unit.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    undecided : bool
        Whether rules that could not be checked are listed too.
    uncertain : bool
        Whether rules of uncertain confidence are asked too.
    considering : str or iterable of str, optional
        Interventions, by the keys of ``interventions.csv``, whose own rules are asked too.
    limits : LaboratoryLimits or path, optional
        A laboratory's own limits, in place of the generic ones.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row for every rule that is not clear, panel by panel in the order
        sent, the most urgent first. ``verdict`` is one of ``fires``, ``fires unless`` (one
        of the columns in ``settles`` holds) and ``undecided`` (until those in ``settles``
        are known); several columns are separated by commas. All of them are categorical, for
        millions of rows say the same few things. Behind the rules of a panel
        stands a row for each intervention considered: its key as ``rule``, ``considered`` as
        ``urgency``, and ``block``, ``withhold``, ``ask`` or ``clear`` as ``verdict``.
        ``attrs["limits"]`` names the laboratory whose limits were used.

    Raises
    ------
    KnowledgeError
        If something considered is no intervention.
    PanelError
        If the panels or the limits cannot be read.
    """
    return ask(
        panels,
        units,
        undecided=undecided,
        uncertain=uncertain,
        considering=considering,
        limits=limits,
    ).frame()


def _firing(one: Finding) -> Finding:
    fires = one.verdicts >= Verdict.UNLESS
    return Finding(one.rule, one.rows[fires], one.verdicts[fires], one.words, one.which[fires])


def _plain(rule: Rule, verdict: int, settles: str) -> dict[str, Any]:
    columns = settles.split(", ") if settles else []
    if verdict < Verdict.UNLESS:
        return {"rule": rule.key, "missing": columns}
    message, action, source = _said(rule)
    return {
        "rule": rule.key,
        "urgency": rule.urgency,
        "message": message,
        "action": action,
        "source": source,
        "unless": columns,
    }


@cache
def _said(rule: Rule) -> tuple[str, str, str]:
    return rule.message, rule.action, tables.titles(rule.source)


def _texts(rule: Rule) -> tuple[str, ...]:
    return rule.key, rule.urgency, *_said(rule)


def _of(one: Considered) -> tuple[str, ...]:
    cited = tables.titles(tables.interventions()[one.intervention].source)
    return one.intervention, CONSIDERED, f"{one.label}: {one.words}", one.action, cited


class _Told(NamedTuple):
    """What is said of some panels: by a rule, or of an intervention."""

    texts: tuple[str, ...]  # rule, urgency, words, action, source
    rows: npt.NDArray[np.intp]
    verdicts: npt.NDArray[np.int8]  # positions in _ALL
    words: tuple[str, ...]
    which: npt.NDArray[np.intp]
