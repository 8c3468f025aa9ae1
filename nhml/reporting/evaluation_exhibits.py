"""The figures of the page about an evaluation: number, what is drawn, of whom, how."""

from typing import NamedTuple

from markupsafe import Markup

from nhml.reporting import evaluation_tables as tables
from nhml.reporting import plain_svg
from nhml.reporting.figures_calibration import TOO_FEW
from nhml.reporting.sections import Table
from nhml.reporting.study import Study

_BAND = (
    "Band: 2.5th to 97.5th percentile of {resamples} bootstrap resamples of persons, point by point"
)


class Exhibit(NamedTuple):
    """One figure; where there is none, its caption says why."""

    number: int
    name: str
    caption: str
    svg: Markup | None
    table: Table | None = None


def exhibits(study: Study) -> dict[str, Exhibit]:
    """Give the figures by name, numbered as they stand on the page.

    Parameters
    ----------
    study : Study
    """
    captions = {
        "calibration": _calibration(study),
        "risk_distribution": _distribution(study),
        "decision_curve": _decisions(study),
        "interventions_avoided": _avoided(study),
        "roc": _roc(study),
        "subgroups": _groups(study),
        "contributions": _contributions(study),
        "tuning": _tuning(study),
    }
    held = {"calibration": tables.tenths(study)}
    return {
        name: _exhibit(study, number, name, caption, held.get(name))
        for number, (name, caption) in enumerate(captions.items(), start=1)
        if caption
    }


def _exhibit(study: Study, number: int, name: str, caption: str, table: Table | None) -> Exhibit:
    drawn = study.drawn.get(name)
    if drawn is None:
        title = caption.partition(".")[0]
        return Exhibit(number, name, f"{title}. Not drawn: {TOO_FEW}.", None)
    return Exhibit(number, name, caption, plain_svg.inside(drawn), table)


def _whom(study: Study) -> str:
    return (
        f"Of {study.curves.people:,} scored panels, {study.curves.events:,} with the outcome"
        f"{f', {study.held_out}' if study.held_out else ''}"
    )


def _band(study: Study) -> str:
    return _BAND.format(resamples=study.resamples)


def _calibration(study: Study) -> str:
    curve = (
        "The curve is a logistic regression of the outcome on a restricted cubic spline of the "
        "log-odds of the risk, four knots, lightly penalised, between the outermost half per cent "
        "of risks"
        if study.curves.calibration
        else f"No curve is drawn: {TOO_FEW}, 20 either way"
    )
    return (
        f"Calibration. {_whom(study)}. {curve}. {_band(study)}. Points: tenths of people by risk, "
        "with Wilson intervals. Beneath: where people lie, each side on a scale of its own; cells "
        "of few people are joined. Axes end where the risks do; where most people lie in a corner, "
        "it is drawn again on the right. Not weighted."
    )


def _distribution(study: Study) -> str:
    return (
        f"Distribution of risk by outcome. {_whom(study)}. Left: people per point of risk, in "
        "per cent of their group. Right: how many of each group lie at or above a risk, which at a "
        "threshold is sensitivity above and 1 - specificity below. Cells of few people are "
        "joined; the last, where it is wide, is cut."
    )


def _decisions(study: Study) -> str:
    own = "The model is the logistic baseline itself. " if study.plain else ""
    rule = "" if "rule" in study.curves.net_benefit else "No clinical rule is known for it. "
    return (
        f"Net benefit over thresholds. {_whom(study)}. {own}{rule}{_band(study)}, of the model "
        "alone. A line ends where fewer than ten people would be acted upon. The threshold states "
        "how many actions in vain one true positive is worth."
    )


def _avoided(study: Study) -> str:
    return (
        f"Interventions avoided per 100 people, against acting on everybody. {_whom(study)}. "
        f"{_band(study)}, of the model alone. Below nought, acting on everybody is better."
    )


def _roc(study: Study) -> str:
    return (
        f"Receiver operating characteristic. {_whom(study)}. {_band(study)}. It tells how risks "
        "rank people, not whether they are right nor whether they are of use."
    )


def _groups(study: Study) -> str:
    if not study.groups:
        return ""
    return (
        "Discrimination and calibration by subgroup. Among the scored of each group; in brackets "
        f"all its people. Lines: 95 % intervals from {study.resamples} bootstrap resamples of "
        "persons, not corrected for how many groups are looked at; an arrow goes on beyond the "
        "axis. Grey line: everybody; dashed: what is right. Withheld: groups of fewer than 20 "
        "people or fewer than 5 either way, and as many more as keep them from being worked out."
    )


def _contributions(study: Study) -> str:
    of = "It had learnt from these people" if study.held_out or study.trained_on else "As judged"
    return (
        "What moves the risk. Contributions of the features to the log-odds (SHAP times the slope "
        f"of calibration) over {study.panels:,} panels, the largest first. {of}. A bar is as high "
        "as people are dense there; cells of fewer than ten people are joined. Colour: the mean "
        "rank of the feature's value; grey where it is mostly missing. How the model behaves, "
        "never causes."
    )


def _tuning(study: Study) -> str:
    if "tuning" not in study.drawn:
        return ""
    return (
        "Tuning of the model that is kept. Log loss of settings tried in inner folds by person, "
        "in the order tried, and the best so far. In every outer fold the search was made anew."
    )
