"""What the safety rules say of panels: as a frame, and as plain data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

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
from nhml.safety.considering import Considered, consider, keys
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
        judged = [(row, one) for row, all_ in enumerate(self.considered or ()) for one in all_]
        said = [(one.rule.key, one.rule.urgency, *_said(one.rule)) for one in self.found]
        said += [_judged(one) for _, one in judged]
        sizes = [len(one.rows) for one in self.found] + [1] * len(judged)
        rows = _joined([one.rows for one in self.found], [row for row, _ in judged], np.intp)
        verdicts = _joined(
            [one.verdicts for one in self.found],
            [_ALL.index(one.verdict) for _, one in judged],
            np.int8,
        )
        settles = _joined(
            [one.settles for one in self.found],
            [", ".join(one.questions) for _, one in judged],
            np.object_,
        )
        order = np.argsort(rows, kind="stable")
        which = np.repeat(np.arange(len(said)), sizes)[order]
        cells = {
            name: np.array([one[at] for one in said], dtype=object)[which]
            for at, name in enumerate(("rule", "urgency", "words", "action", "source"))
        }
        cells["panel_id"] = self.panels.panel_id[rows[order]]
        cells["verdict"] = np.array(_ALL, dtype=object)[verdicts[order]]
        cells["settles"] = settles[order]
        made = pd.DataFrame(cells, columns=list(COLUMNS))
        if self.limits:
            made.attrs["limits"] = self.limits.laboratory
        return made

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
            shown = {  # one object for all panels of which the same is said
                (verdict, settles): _plain(one.rule, verdict, settles)
                for verdict, settles in {(verdict, settles) for _, verdict, settles in _rows(one)}
            }
            for row, verdict, settles in _rows(one):
                kept = fired if verdict >= Verdict.UNLESS else waiting
                kept[row].append(shown[verdict, settles])
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
    found = tuple(find(ready, rules, undecided=undecided or bool(chosen), limits=own))
    considered = consider(ready, chosen, found) if chosen else None
    if not undecided:
        found = tuple(one for one in map(_firing, found) if len(one.rows))
    return Asked(ready, found, considered, own)


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
        are known); several columns are separated by commas. Behind the rules of a panel
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
    return Finding(one.rule, one.rows[fires], one.verdicts[fires], one.settles[fires])


def _rows(one: Finding) -> Iterable[tuple[int, int, str]]:
    return zip(one.rows.tolist(), one.verdicts.tolist(), one.settles.tolist(), strict=True)


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
    return rule.message, rule.action, _titles(rule.source)


def _titles(sources: Sequence[str]) -> str:
    return "; ".join(tables.sources()[key]["title"] for key in sources)


def _judged(one: Considered) -> tuple[str, str, str, str, str]:
    cited = _titles(tables.interventions()[one.intervention].source)
    return one.intervention, CONSIDERED, f"{one.label}: {one.words}", one.action, cited


def _joined(
    parts: list[npt.NDArray[Any]], more: Sequence[object], kind: type[np.generic]
) -> npt.NDArray[Any]:
    return np.concatenate([*parts, np.array(more, dtype=kind)])
