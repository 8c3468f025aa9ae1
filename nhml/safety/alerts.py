"""What the safety rules say of panels, as a frame."""

from collections.abc import Callable, Mapping

import pandas as pd

from nhml.knowledge import tables
from nhml.knowledge.rules import Rule
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety.listing import categorical, listed
from nhml.safety.rules import active, find

COLUMNS = ("panel_id", "rule", "urgency", "verdict", "words", "action", "source", "settles")
VERDICTS = ("clear", "undecided", "fires unless", "fires")  # in the order of `Verdict`


def alerts(
    panels: pd.DataFrame | Panels,
    units: Mapping[str, str] | None = None,
    *,
    undecided: bool = True,
    uncertain: bool = False,
) -> pd.DataFrame:
    """Ask the safety rules of panels, rejected ones among them.

    Parameters
    ----------
    panels : DataFrame or Panels
        The panel frame as sent, or panels already checked. A value that is rejected is
        unknown to the rules.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    undecided : bool
        Whether rules that could not be checked are listed too.
    uncertain : bool
        Whether rules of uncertain confidence are asked too.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row for every rule that is not clear, panel by panel in the order
        sent, the most urgent first. ``verdict`` is one of ``fires``, ``fires unless`` (one
        of the columns in ``settles`` holds) and ``undecided`` (until those in ``settles``
        are known); several columns are separated by commas. All of them are categorical,
        for millions of rows say the same few things.
    """
    ready = panels if isinstance(panels, Panels) else check(harmonise(panels, units))
    found = list(find(ready, active(uncertain), undecided=undecided))
    told = listed(found, len(ready))
    cells = {
        name: categorical(told.which, [say(one.rule) for one in found])
        for name, say in _SAID.items()
    }
    cells["panel_id"] = categorical(told.rows, ready.panel_id.tolist())
    cells["verdict"] = categorical(told.verdicts, VERDICTS)
    cells["settles"] = told.settles
    return pd.DataFrame(cells, columns=list(COLUMNS), copy=False)


def _titles(rule: Rule) -> str:
    return "; ".join(tables.sources()[key]["title"] for key in rule.source)


_SAID: Mapping[str, Callable[[Rule], str]] = {
    "rule": lambda rule: rule.key,
    "urgency": lambda rule: rule.urgency,
    "words": lambda rule: rule.message,
    "action": lambda rule: rule.action,
    "source": _titles,
}
