"""What monitoring found, as plain data: every question with its limit and what chance does."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from math import isfinite
from typing import Any, Literal, NamedTuple

from nhml.modelling.evaluation import Row

Level = Literal["past", "watch", "clear"]


@dataclass(frozen=True)
class Limits:
    """From where on something is past its limit.

    Attributes
    ----------
    alarm : float
        The chance that a page shows anything past a limit although nothing has changed.
    psi, psi_watch : float
        Population stability index. 0.25 and 0.1 are a rule of thumb of credit scoring that
        nobody derived, and regard no number of people (arXiv:2307.11878 reviews it): both
        count only where chance would not reach them.
    shift : float
        Of the middle of a column, in standard deviations: of biological variation within and
        between people where it is known, for 0.25 of it is the bias that laboratories find
        acceptable (Lacher et al. 2005, doi:10.1373/clinchem.2004.039354); else of training.
    ks, wasserstein : float or None
        Kolmogorov-Smirnov distance; Wasserstein distance in standard deviations of
        training. No limit by default.
    missing, below : float
        By how much a share may grow or fall; set by hand.
    units : float
        Share of the values that look as if sent in another unit; set by hand.
    rejected, silent, alerts : float
        By how much the share of rejects, of abstentions for one reason, of panels for which
        one rule fires may grow or fall; set by hand, that of rejects as `nhml score` has it.
    observed_over_expected, slope : pair of float
        As the gate of `nhml promote` has them.
    fewest : int
        People of a site or a period that is looked at by itself.
    sites : bool
        Whether sites are looked at by themselves.
    """

    alarm: float = 0.05
    psi: float = 0.25
    psi_watch: float = 0.1
    shift: float = 0.25
    ks: float | None = None
    wasserstein: float | None = None
    missing: float = 0.1
    below: float = 0.1
    units: float = 0.05
    rejected: float = 0.05
    silent: float = 0.1
    alerts: float = 0.05
    observed_over_expected: tuple[float, float] = (0.8, 1.25)
    slope: tuple[float, float] = (0.75, 1.33)
    fewest: int = 30
    sites: bool = True


class Check(NamedTuple):
    """One question that was asked of the new panels.

    Attributes
    ----------
    subject : str
        A column, ``risk``, ``panels``, or the code of a reason or a rule.
    kind : str
        ``units``, ``psi``, ``shift``, ``ks``, ``wasserstein``, ``missing``, ``below``,
        ``rejected``, ``silent``, ``alerts``, ``observed_over_expected``, ``slope``.
    part : str
        Empty of all panels; else ``site=…``, or the period.
    value : float
        What is compared with the limit.
    limit : float
    now, then : float
        What the value comes from: medians, means or shares; of PSI what chance reaches, of
        units the factor that parts them from where they were.
    people : int
    p, adjusted : float
        Before and after the adjustment for all questions of the page; NaN where chance has
        no part in it.
    level : {"past", "watch", "clear"}
    """

    subject: str
    kind: str
    part: str
    value: float
    limit: float
    now: float
    then: float
    people: int
    p: float
    adjusted: float = float("nan")
    level: Level = "clear"


class Measured(NamedTuple):
    """One column, now and in training.

    Attributes
    ----------
    name, unit : str
    people : int
        Who have it now.
    missing, missing_then, below, below_then : float
        Shares.
    middle, middle_then : float
        Medians of analytes, means of other numbers; NaN of words and grades.
    psi, psi_by_chance, ks, ks_p, wasserstein, wasserstein_sd : float
        NaN where there are too few.
    bins, bins_then : tuple of float
        Shares of up to ten bins of like share in training.
    units, units_then : mapping of str to float
        Share of each unit as sent.
    """

    name: str
    unit: str
    people: int
    missing: float
    missing_then: float
    below: float
    below_then: float
    middle: float
    middle_then: float
    psi: float
    psi_by_chance: float
    ks: float
    ks_p: float
    wasserstein: float
    wasserstein_sd: float
    bins: tuple[float, ...]
    bins_then: tuple[float, ...]
    units: Mapping[str, float]
    units_then: Mapping[str, float]


class Course(NamedTuple):
    """One figure by period, with what chance alone keeps it within (three standard errors).

    Attributes
    ----------
    name, kind : str
    value, low, high : tuple of float
        By period; NaN where there are too few people.
    then : float
        In training.
    """

    name: str
    kind: str
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    then: float


class Finding(NamedTuple):
    """What was found, in words, and the way out."""

    level: Level
    subject: str
    words: str
    way_out: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Monitored:
    """What monitoring found in a panel file.

    Attributes
    ----------
    model : str
        Name and identity.
    source : str
        Name of the panel file.
    panels, people, outside : int
        Of the file; ``outside`` are panels of people whom the model is not about.
    trained_on : int
        People of the training.
    counts : mapping of str to int
        Panels scored, abstained, rejected.
    periods : tuple of str
    period_people : tuple of int
    columns : tuple of Measured
        ``risk`` is the last.
    silent, alerts : mapping of str to (float, float)
        Shares now and in training by code.
    rejects : mapping of str to int
        Panels by column and code.
    courses : tuple of Course
    calibration : tuple of Row
        Empty where no outcomes came.
    outcomes : tuple of int
        Panels scored whose outcome is known, those with it; empty where none came.
    checks : tuple of Check
    findings : tuple of Finding
        The worst first.
    limits : Limits
    """

    model: str
    source: str
    panels: int
    people: int
    outside: int
    trained_on: int
    counts: Mapping[str, int]
    periods: tuple[str, ...]
    period_people: tuple[int, ...]
    columns: tuple[Measured, ...]
    silent: Mapping[str, tuple[float, float]]
    alerts: Mapping[str, tuple[float, float]]
    rejects: Mapping[str, int]
    courses: tuple[Course, ...]
    calibration: tuple[Row, ...]
    outcomes: tuple[int, ...]
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    limits: Limits

    @property
    def past(self) -> bool:
        """Tell whether anything is past its limit."""
        return any(one.level == "past" for one in self.findings)

    def plain(self) -> dict[str, Any]:
        """Give it as plain data; what is unknown is null."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        found["limits"] = asdict(self.limits)
        return {"past": self.past, **{name: _plain(cell) for name, cell in found.items()}}

    def json(self) -> str:
        """Write `plain` as JSON."""
        return json.dumps(self.plain(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(cell: Any) -> Any:
    if isinstance(cell, tuple) and hasattr(cell, "_asdict"):
        return {name: _plain(one) for name, one in cell._asdict().items()}
    if isinstance(cell, tuple | list):
        return [_plain(one) for one in cell]
    if isinstance(cell, Mapping):
        return {str(name): _plain(one) for name, one in cell.items()}
    return None if isinstance(cell, float) and not isfinite(cell) else cell
