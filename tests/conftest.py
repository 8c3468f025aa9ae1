"""What several tests share: invented people, and small models of them."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

from nhml.cohorts.cohort import Cohort, gather
from nhml.config import reading
from nhml.knowledge import tables
from nhml.modelling import bundle, probes
from nhml.modelling.risk_model import RiskModel
from nhml.workflows.train import train
from tests.blocks import TUTORIAL, furnish, run
from tests.people import awkward, panel_frame, sugar_frame
from tests.study import Study, conduct

# The same examples each time; `make search` looks for others. Hypothesis would also draw the
# numbers that stand in whatever modules were loaded before: those differ with the order of tests.
settings.register_profile("repeatable", derandomize=True, database=None)
settings.load_profile("repeatable")


def pytest_configure(config: pytest.Config) -> None:
    """Draw from no module, but where examples are looked for."""
    if config.getoption("--hypothesis-profile", default=None) is None:
        providers._get_local_constants = lambda: providers._local_constants


LEARNING = {
    "groups": ["person", "metabolic", "general", "symptoms"],
    "pathway": {"shbg": "measured together"},
    "trials": 0,
    "refits": 4,
}


@pytest.fixture(scope="session")
def people() -> pd.DataFrame:
    """A panel frame of 400 invented men, testosterone among it."""
    return panel_frame()


@pytest.fixture(scope="session")
def cohort(people: pd.DataFrame) -> Cohort:
    """The same men as a cohort."""
    return gather("invented men", people, tables.outcomes()["low_testosterone_300"])


@pytest.fixture(scope="session", params=["logistic", "xgboost", "blend"])
def each_model(request: pytest.FixtureRequest, cohort: Cohort) -> RiskModel:
    """A model of each kind of estimator."""
    return RiskModel.fit(cohort, name=f"small-{request.param}", estimator=request.param, **LEARNING)


@pytest.fixture(scope="session")
def folder(cohort: Cohort, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved blend, with as few refits as are kept."""
    made = RiskModel.fit(
        cohort, name="small-blend", estimator="blend", **{**LEARNING, "refits": 50}
    )
    home = tmp_path_factory.mktemp("bundle") / "model"
    bundle.save(made, home, probes.make(made, cohort))
    return home


@pytest.fixture(scope="session")
def model(folder: Path) -> RiskModel:
    """The blend as loaded from its bundle."""
    return bundle.load(folder)


@pytest.fixture(scope="session")
def sugar() -> Cohort:
    """Women and men of whom a third have dysglycaemia."""
    outcome = tables.outcomes()["dysglycaemia_undiagnosed"]
    return gather("invented people", sugar_frame(), outcome)


@pytest.fixture(scope="session")
def sugar_model(sugar: Cohort) -> RiskModel:
    """A logistic model of them, from age, sex, weight and sodium."""
    plain = {"estimator": "logistic", "trials": 0, "refits": 0}
    return RiskModel.fit(sugar, include=["bmi", "sodium"], **plain)


@pytest.fixture(scope="session")
def in_use(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a training on simulated people: its model keeps a profile of them."""
    home = tmp_path_factory.mktemp("in_use") / "run"
    quick = ("cohort.rows=2500", "tune.trials=0", "model.refits=0", "model.estimator=logistic",
             "split.folds=2", "evaluate.resamples=20")  # fmt: skip
    config = Path(__file__).parents[1] / "configs" / "synthetic_thyroid.toml"
    train(reading.read(config, quick), home, track=False, jobs=1)
    return home


@pytest.fixture(scope="session")
def panels(people: pd.DataFrame) -> pd.DataFrame:
    """Panels to score: 60 invented men without testosterone, some awkward."""
    hidden = [name for name in people if name.startswith("testosterone")]
    return awkward(people.head(60).drop(columns=hidden))


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A small study on the men of NHANES 2013-2014, run by the command."""
    return conduct(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tutorial was followed to its end."""
    home = tmp_path_factory.mktemp("tutorial")
    furnish(home)
    run(home, TUTORIAL)
    return home
