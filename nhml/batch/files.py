"""Score a file of panels into a file of risks, as many rows out as in."""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from nhml.modelling import coverage, explanation
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.shown import Kind
from nhml.panels import expressions, files, headers, intake
from nhml.panels.limits import LaboratoryLimits, LimitsOrPath, limits_of
from nhml.panels.mapping import MappingOrPath
from nhml.panels.panel import Panels

_CHUNK = 20_000

Advance = Callable[[int, int], None]
Tell = Callable[[str], None]


class Counted(NamedTuple):
    """How many panels were scored, abstained on, rejected; how many of the scored are marked."""

    scored: int
    abstained: int
    rejected: int
    marked: int = 0

    @property
    def rejected_share(self) -> float:
        """Give the share of panels that were rejected."""
        return self.rejected / max(self.scored + self.abstained + self.rejected, 1)


def score(
    model: RiskModel,
    source: str,
    destination: str,
    *,
    units: Mapping[str, str] | None = None,
    mapping: MappingOrPath | None = None,
    limits: LimitsOrPath | None = None,
    explain: int = 0,
    interval: Kind = "fast",
    chunk: int = _CHUNK,
    advance: Advance = lambda done, rows: None,
    tell: Tell = lambda words: None,
) -> Counted:
    """Score a panel file.

    Parameters
    ----------
    model : RiskModel
    source, destination : str
        Paths, format by suffix; ``-`` for the standard streams.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    mapping : FileMapping or path, optional
        How a stranger's file is read.
    limits : LaboratoryLimits or path, optional
        A laboratory's own limits, in place of the generic ones of the safety rules.
    explain : int
        Adds a column ``explanation`` with this many of the largest contributions: nested
        in JSON lines, JSON text elsewhere.
    interval : {"fast", "refits"}
        As `RiskModel.score` takes it.
    chunk : int
        Panels scored at a time; changes nothing but memory.
    advance : callable
        Called with the panels done and their number.
    tell : callable
        Called with a sentence on columns that are not read, and on those that are
        missing; never with a name that may be a patient's value.

    Returns
    -------
    Counted

    Raises
    ------
    PanelError
        If the file cannot be read or has a whole column in another unit, or the
        destination cannot be written.
    """
    if chunk < 1:
        raise ValueError(f"chunk: {chunk} panels at a time; wanted 1 at least")
    files.check_writable(destination)
    own = limits_of(limits)
    columns, panels = intake.read(source, units, mapping)
    for words in _remarks(model, columns):
        tell(words)
    parts = []
    for start in range(0, len(panels), chunk):
        end = min(start + chunk, len(panels))
        taken = panels.take(np.arange(start, end))
        parts.append(_scored(model, taken, explain, own, interval))
        advance(end, len(panels))
    scores = pd.concat(parts, ignore_index=True)
    if explain and not destination.endswith(".jsonl"):
        scores["explanation"] = [json.dumps(one) for one in scores["explanation"]]
    files.write(scores, destination)
    counts = scores["status"].value_counts()
    scored, abstained, rejected = (
        int(counts.get(name, 0)) for name in ("scored", "abstained", "rejected")
    )
    return Counted(scored, abstained, rejected, int(coverage.marked(scores).sum()))


def _remarks(model: RiskModel, columns: Sequence[str]) -> list[str]:
    """Say which columns are not read, and which the model reads that are not there."""
    known = model.applicability
    read = {*known.inputs, *known.required, *expressions.names(known.eligible or "1")}
    absent = sorted(read.difference(columns))
    said = [headers.unread(columns).words()]
    if absent:
        said.append(
            f"not in the file: {len(absent)} of the {len(read)} columns that the model "
            f"reads ({', '.join(absent)})"
        )
    return [words for words in said if words]


def _scored(
    model: RiskModel, panels: Panels, explain: int, limits: LaboratoryLimits | None, interval: Kind
) -> pd.DataFrame:
    scores = model.score(panels, limits=limits, interval=interval)
    if explain:
        contributions = model.explain(panels, limits=limits)
        found = _largest(model, contributions, scores, explain)
        scores["explanation"] = pd.Series(found, index=scores.index, dtype=object)
    return scores


def _largest(
    model: RiskModel, contributions: pd.DataFrame, scores: pd.DataFrame, number: int
) -> list[list[dict[Hashable, object]]]:
    """Give the largest contributions of every row; none where it was not scored."""
    unit = {one.name: one.unit for one in model.features}
    kept = explanation.top(contributions, number).drop(columns="panel_id")
    kept = kept.assign(unit=kept["feature"].map(unit))
    kept = kept.astype(object).where(kept.notna(), None)
    rows = kept.to_dict("records")
    each = min(number, len(model.features))
    found = iter([rows[at : at + each] for at in range(0, len(rows), each)])
    return [next(found) if status == "scored" else [] for status in scores["status"]]
