"""Put a bundle of this version into the zoo: python -m tests.zoo.keeper, once a release."""

from importlib.metadata import version
from pathlib import Path

import pandas as pd

from nhml.cohorts.cohort import gather
from nhml.knowledge import tables
from nhml.modelling import bundle, probes
from nhml.modelling.risk_model import RiskModel
from tests.people import awkward, panel_frame

ZOO = Path(__file__).parent
COLUMNS = ["panel_id", "status", "risk", "risk_low", "risk_high"]


def keep() -> None:
    """Learn a blend from invented men; write it, their panels, and its answers."""
    home = ZOO / version("nhml")
    people = panel_frame(300, seed=7)
    cohort = gather("invented men", people, tables.outcomes()["low_testosterone_300"])
    fitted = RiskModel.fit(
        cohort,
        name="zoo-blend",
        estimator="blend",
        groups=["person", "metabolic", "general", "symptoms"],
        pathway={"shbg": "measured together"},
        trials=0,
        refits=3,
    )
    model = bundle.save(fitted, home / "model", probes.make(fitted, cohort))
    panels = awkward(people.head(40).drop(columns=["testosterone", "testosterone_unit"]))
    panels.to_csv(home / "panels.csv", index=False)
    sent = pd.read_csv(home / "panels.csv", dtype=str)
    model.score(sent)[COLUMNS].to_csv(home / "scores.csv", index=False)


if __name__ == "__main__":
    keep()
