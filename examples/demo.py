"""The first screen: two studies that need no download, from people to a page.

Run by ``make demo`` in the project's folder. Undiagnosed dysglycaemia is learnt from adults
of NHANES 2017-2018, an endocrine risk from simulated people, whose true risk is known.
Overrides of both configs may follow: python -m examples.demo tune.trials=40
"""

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

import nhml
from nhml.batch import files
from nhml.reporting import figures, figures_model
from nhml.terminal import print_evaluation, steps
from nhml.workflows.train import Trained

HERE = Path(__file__).parents[1]
DEMO = Path("demo")
LISTED = "data/example_panels.csv"


def main(overrides: Sequence[str] = ()) -> None:
    """Train twice, score a list, write a page, say what was learnt and where it is."""
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir()
    with steps() as tell:
        real = study("dysglycaemia", overrides, tell)
        simulated = study("synthetic_thyroid", overrides, tell)
        tell("scoring the example panels, and writing a page about one of them")
        counted = files.score(simulated.model, str(HERE / LISTED), str(DEMO / "scores.csv"))
        panels = nhml.read_panels(str(HERE / LISTED))
        worst = pd.read_csv(DEMO / "scores.csv", dtype={"panel_id": str}).nlargest(1, "risk")
        page = nhml.report(simulated.model, panels, str(worst["panel_id"].iloc[0]))
        (DEMO / "report.html").write_text(page.html(), "utf-8")
        truth = simulated.people.dropna(subset=["risk"])
        drawn = figures_model.truth(truth["true_risk"].to_numpy(), truth["risk"].to_numpy())
        (DEMO / "truth.svg").write_text(figures.svg(drawn), "utf-8")
    print_evaluation(real.evaluation, "Undiagnosed dysglycaemia, real adults held out")
    print()
    print_evaluation(
        simulated.evaluation, "Hypothyroidism in five years, simulated adults held out"
    )
    print()
    print(side_by_side(truth))
    print(
        f"""
demo/scores.csv    {LISTED}: {counted.scored} scored, {counted.abstained} abstained, \
{counted.rejected} rejected, and why
demo/report.html   what a clinician reads about one of them: open it in a browser
demo/truth.svg     true and estimated risk of every simulated adult
demo/dysglycaemia/evaluation.html  demo/synthetic_thyroid/evaluation.html
                   how good each model is, on people it had not seen: figures and tables
demo/dysglycaemia  demo/synthetic_thyroid: models, figures, evaluations
mlflow.db          both runs and models:
                   .venv/bin/mlflow ui --backend-store-uri sqlite:///mlflow.db

Next: source .venv/bin/activate; nhml --help; docs/tutorial.md"""
    )


def study(name: str, overrides: Sequence[str], tell: Callable[[str], None]) -> Trained:
    """Train what a shipped config asks for, and keep it in MLflow."""
    tell(f"training configs/{name}.toml")
    experiment = nhml.read_config(HERE / "configs" / f"{name}.toml", overrides)
    return nhml.train(experiment, DEMO / name, tell=tell)


def side_by_side(people: pd.DataFrame) -> str:
    """Put the estimated risk beside the true one and what happened, by tenths."""
    tenth = pd.qcut(people["risk"].rank(method="first"), 10, labels=False)
    by = people.groupby(tenth)[["risk", "true_risk", "outcome"]].mean()
    lines = ["Simulated adults by tenths of estimated risk", "estimated   true   observed"]
    lines += [
        f"{one.risk:9.1%} {one.true_risk:6.1%} {one.outcome:10.1%}" for one in by.itertuples()
    ]
    apart = (people["risk"] - people["true_risk"]).abs().mean()
    return "\n".join([*lines, f"mean distance of the estimated from the true risk: {apart:.1%}"])


if __name__ == "__main__":
    main(sys.argv[1:])
