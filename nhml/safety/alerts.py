"""What the safety rules say of panels, as a frame."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.knowledge import tables
from nhml.knowledge.rules import Rule
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
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
        are known); several columns are separated by commas.
    """
    ready = panels if isinstance(panels, Panels) else check(harmonise(panels, units))
    found = list(find(ready, active(uncertain), undecided=undecided))
    rows = np.concatenate([np.empty(0, dtype=np.intp), *(one.rows for one in found)])
    order = np.argsort(rows, kind="stable")
    which = np.repeat(np.arange(len(found)), [len(one.rows) for one in found])[order]
    cells = {name: _text([say(one.rule) for one in found])[which] for name, say in _SAID.items()}
    verdicts = np.concatenate([np.empty(0, dtype=np.int8), *(one.verdicts for one in found)])
    cells["panel_id"] = ready.panel_id[rows[order]]
    cells["verdict"] = _text(VERDICTS)[verdicts[order]]
    cells["settles"] = np.concatenate([_text(()), *(one.settles for one in found)])[order]
    return pd.DataFrame(cells, columns=list(COLUMNS))


def _text(words: Sequence[str]) -> npt.NDArray[np.object_]:
    return np.array(words, dtype=object)


def _titles(rule: Rule) -> str:
    return "; ".join(tables.sources()[key]["title"] for key in rule.source)


_SAID: Mapping[str, Callable[[Rule], str]] = {
    "rule": lambda rule: rule.key,
    "urgency": lambda rule: rule.urgency,
    "words": lambda rule: rule.message,
    "action": lambda rule: rule.action,
    "source": _titles,
}
