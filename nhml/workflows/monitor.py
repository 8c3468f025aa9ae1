"""Monitor: whether the panels of today are still those that a model was trained for."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from nhml.errors import ModelError
from nhml.modelling.drift_checks import ask, judged, persons
from nhml.modelling.drift_measured import measured
from nhml.modelling.monitored import Limits, Monitored
from nhml.modelling.monitored_courses import courses
from nhml.modelling.profile import Profile
from nhml.modelling.risk_model import RiskModel
from nhml.panels import intake
from nhml.panels.mapping import MappingOrPath
from nhml.panels.panel import Panels
from nhml.reporting import monitoring_words
from nhml.workflows import monitor_outcomes
from nhml.workflows.monitor_sample import Advance, By, Seen, see

Tell = Callable[[str], None]


def monitor(
    model: RiskModel,
    source: str,
    *,
    outcomes: str | None = None,
    units: Mapping[str, str] | None = None,
    mapping: MappingOrPath | None = None,
    limits: Limits | None = None,
    by: By = "month",
    advance: Advance | None = None,
    tell: Tell | None = None,
) -> Monitored:
    """Compare a panel file with what a model was trained on.

    Parameters
    ----------
    model : RiskModel
    source : str
        A panel file, as `nhml.panels.files.read` takes it.
    outcomes : str, optional
        A file of outcomes by ``panel_id``.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    mapping : FileMapping or path, optional
        How a stranger's file is read.
    limits : Limits, optional
    by : {"month", "week"}
        How long a period is, where ``drawn_at`` is known.
    advance : callable, optional
        Called with the panels done and their number.
    tell : callable, optional
        Called with a sentence on what a reader should know.

    Returns
    -------
    Monitored

    Raises
    ------
    ModelError
        If the model keeps no profile of its training.
    PanelError, DataError
        If a file cannot be read.
    """
    profile, own = _profile(model), limits or Limits()
    happened = None if outcomes is None else monitor_outcomes.read(outcomes, model.outcome)
    file = intake.judge(source, units, mapping)
    seen = see(model, profile, file.panels, file.sent.frame, by, own, advance)
    asked = list(ask(profile, seen.sample, own))
    arrived = None
    if happened is not None:
        arrived = monitor_outcomes.join(seen.shown, happened)
        asked += monitor_outcomes.checks(arrived, model, own)
        if arrived.unmatched and tell:
            tell(f"{arrived.unmatched:,} outcomes are of panels that were not scored here")
    checks, columns = judged(asked, own), measured(profile, seen.sample)
    counts = seen.shown["status"].value_counts()
    return Monitored(
        model=model.label,
        source=Path(source).name,
        panels=len(file.panels),
        people=persons(seen.sample.subjects),
        outside=seen.outside,
        trained_on=profile.people,
        counts={name: int(counts.get(name, 0)) for name in ("scored", "abstained", "rejected")},
        periods=seen.periods,
        period_people=tuple(
            persons(seen.sample.subjects[(seen.shown["period"] == name).to_numpy()])
            for name in seen.periods
        ),
        columns=columns,
        silent=_shares(seen, "silent", profile.silent),
        alerts=_shares(seen, "alerts", profile.alerts),
        rejects=_rejects(file.panels),
        courses=courses(profile, seen.sample, seen.periods, own),
        calibration=arrived.rows if arrived else (),
        outcomes=(arrived.known, arrived.events) if arrived else (),
        checks=checks,
        findings=monitoring_words.findings(checks, columns, file.mistakes),
        limits=own,
    )


def _profile(model: RiskModel) -> Profile:
    if model.profile is None:
        raise ModelError(
            f"{model.label}: keeps no profile of its training to compare with; train it again "
            "with this version of nhml"
        )
    return model.profile


def _shares(seen: Seen, kind: str, then: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    return {
        code: (float(holds.mean()) if len(holds) else float("nan"), then.get(code, 0.0))
        for (name, code), holds in seen.sample.flags.items()
        if name == kind
    }


def _rejects(panels: Panels) -> dict[str, int]:
    """Count the panels that are rejected, by column and code, the most frequent first."""
    pairs = {(one.row, one.column, one.code) for one in panels.problems if one.severity == "reject"}
    counted = Counter(f"{column} [{code}]" for _, column, code in pairs)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
