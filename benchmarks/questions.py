"""What to measure next, judged on held-out people: a value that was known is hidden and guessed.

python -m benchmarks.questions configs/low_testosterone_panel.toml 400
"""

import sys
from collections.abc import Sequence

import numpy as np
import pandas as pd

from nhml.cohorts.splits import by_person
from nhml.config.reading import read
from nhml.modelling.next_measure import candidates, measure_next
from nhml.modelling.risk_model import RiskModel
from nhml.panels.panel import Panels
from nhml.workflows.people import cohort_of

_MEASURED = 0.8  # share of people who have an analyte that is hidden
_EDGES = (0.0, 0.001, 0.05, 0.1, 0.2, 0.4, 0.6, 1.0)


def held_out(config: str, people: int) -> tuple[RiskModel, Panels]:
    """Learn from three people of five; give the model and some of the others."""
    experiment = read(config, ["tune.trials=0", "model.refits=20"])
    cohort = cohort_of(experiment)
    train, test = by_person(cohort.panels.subject_id, cohort.event, 5, 1)[0]
    model = RiskModel.fit(cohort.take(train), **experiment.learning())
    panels = cohort.take(test).panels
    scored = np.flatnonzero(model.score(panels)["status"].eq("scored"))
    return model, panels.take(scored[:people])


def alone(model: RiskModel, panels: Panels, threshold: float) -> pd.DataFrame:
    """Hide one analyte after another: the chance of crossing, and whether it was crossed."""
    full, parts = model.score(panels)["risk"].to_numpy(), []
    for name in _hidden(model, panels):
        gone = panels.without([name])
        known = ~np.isnan(panels.number(name))
        now = model.score(gone)
        told = measure_next(model, gone, threshold=threshold).table
        chance = told[told["analyte"] == name].set_index("panel_id")["crossing"]
        found = pd.DataFrame({"panel_id": panels.panel_id, "analyte": name})
        found["chance"] = chance.reindex(found["panel_id"]).to_numpy()
        found["crossed"] = (full >= threshold) != (now["risk"].to_numpy() >= threshold)
        parts.append(found[known & now["status"].eq("scored")])
    return pd.concat(parts, ignore_index=True).dropna()


def calibration(found: pd.DataFrame) -> pd.DataFrame:
    """Put said and seen side by side, from seldom to often."""
    at = pd.cut(found["chance"], list(_EDGES), include_lowest=True)
    table = found.groupby(at, observed=True).agg(
        many=("chance", "size"), said=("chance", "mean"), seen=("crossed", "mean")
    )
    table.loc["all"] = [len(found), found["chance"].mean(), found["crossed"].mean()]
    return table


def ranking(model: RiskModel, panels: Panels, threshold: float) -> pd.DataFrame:
    """Hide all analytes at once: is the one named first the one that moves the risk most?"""
    hidden = _hidden(model, panels)
    whole = ~np.isnan([panels.number(name) for name in hidden]).any(axis=0)
    panels = panels.take(np.flatnonzero(whole))
    gone = panels.without(hidden)
    now = model.score(gone)
    kept = np.flatnonzero(now["status"].eq("scored"))
    panels, gone, now = panels.take(kept), gone.take(kept), now.iloc[kept]
    true = pd.DataFrame(index=panels.panel_id)
    crossed = pd.DataFrame(index=panels.panel_id)
    for name in hidden:
        risk = model.score(panels.without([one for one in hidden if one != name]))["risk"]
        true[name] = np.abs(risk.to_numpy() - now["risk"].to_numpy())
        crossed[name] = (risk.to_numpy() >= threshold) != (now["risk"].to_numpy() >= threshold)
    told = measure_next(model, gone, threshold=threshold).table
    told = told[told["analyte"].isin(hidden)]
    return _beside(told, true.fillna(0.0), crossed, _importance(model, panels, hidden))


def _beside(
    told: pd.DataFrame, true: pd.DataFrame, crossed: pd.DataFrame, overall: Sequence[str]
) -> pd.DataFrame:
    """Judge ways of choosing one analyte by what its true value did to the risk."""
    ways = {
        way: told.sort_values(way, ascending=False, kind="stable")
        .groupby("panel_id")["analyte"]
        .first()
        .reindex(true.index)
        for way in ("crossing", "change")
    }
    ways["the same for all"] = pd.Series(overall[0], index=true.index)
    best, rows = true.idxmax(axis=1), {}
    for way, picked in ways.items():
        places = list(zip(true.index, picked, strict=True))
        rows[way] = [
            (picked == best).mean(),
            np.mean([true.at[row, name] for row, name in places]),
            np.mean([crossed.at[row, name] for row, name in places]),
        ]
    share = 1.0 / true.shape[1]
    rows["at random"] = [share, true.to_numpy().mean(), crossed.to_numpy().mean()]
    return pd.DataFrame(rows, index=["moved it most", "mean movement", "crossed"]).T


def _hidden(model: RiskModel, panels: Panels) -> list[str]:
    """List what is asked for and most have, but for what the body tells."""
    return [
        name
        for name in candidates(model)
        if (~np.isnan(panels.number(name))).mean() >= _MEASURED
        and name not in ("bmi", "waist", "height", "weight")
    ]


def _importance(model: RiskModel, panels: Panels, hidden: Sequence[str]) -> list[str]:
    """Order analytes by what they add to the log-odds of everybody."""
    parts = model.explain(panels)
    size = parts.assign(size=parts["contribution"].abs()).groupby("feature")["size"].mean()
    return list(size.reindex(hidden).sort_values(ascending=False).index)


def main(config: str, people: int, threshold: float = 0.2) -> None:
    """Print both."""
    model, panels = held_out(config, people)
    print(f"{config}: {len(panels)} held-out people, threshold {threshold:g}")
    found = alone(model, panels, threshold)
    print(calibration(found).round(3).to_string())
    print(f"Brier {((found['chance'] - found['crossed']) ** 2).mean():.4f}, "
          f"of the mean for all {found['crossed'].astype(float).var(ddof=0):.4f}")  # fmt: skip
    print(ranking(model, panels, threshold).round(3).to_string())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 400)
