"""The safety rules beside a model: the same panels through every rule, and to a risk.

python -m benchmarks.rules 100000
"""

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from nhml.config.reading import read
from nhml.knowledge import tables
from nhml.modelling.risk_model import RiskModel
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety.alerts import alerts
from nhml.safety.rules import active, find, reads
from nhml.workflows.people import cohort_of

ANALYTES, MEASURED, SAID = 60, 0.7, 0.5
CONFIG = "configs/synthetic_thyroid.toml"


def panels(n: int, random: np.random.Generator) -> Panels:
    """Draw panels of sixty analytes, those that rules read first, with gaps."""
    read_ = frozenset().union(*(reads(rule.condition) for rule in active()))
    keys = sorted(tables.analytes(), key=lambda key: key not in read_)[:ANALYTES]
    cells: dict[str, object] = {
        "age": random.uniform(18, 90, n).round(),
        "sex": random.choice(["F", "M"], n),
    }
    for key in keys:
        low, high = usual(key)
        values = np.exp(random.uniform(np.log(low * 0.7), np.log(high * 1.4), n))
        cells[key] = np.where(random.random(n) < MEASURED, values, np.nan)
        cells[f"{key}_unit"] = tables.analytes()[key].unit
    for name in sorted(
        read_ & {key for key, one in tables.context().items() if one.kind == "flag"}
    ):
        said = np.where(random.random(n) < 0.02, 1.0, 0.0)
        cells[name] = np.where(random.random(n) < SAID, said, np.nan)
    return check(harmonise(pd.DataFrame(cells)))


def usual(key: str) -> tuple[float, float]:
    """Give the widest limits of an analyte's reference intervals, or its possible ones."""
    entry = tables.analytes()[key]
    found = tables.reference_intervals().get(key, ())
    lows = [one.low for one in found if one.low] or [max(entry.possible[0], 1e-3)]
    highs = [one.high for one in found if one.high] or [entry.possible[1]]
    return max(min(lows), entry.possible[0], 1e-3) / 0.7, max(highs)


def beside(n: int = 100_000) -> pd.DataFrame:
    """Time the rules and a model on the same panels; the shortest of three each."""
    cohort = cohort_of(read(CONFIG))
    model = RiskModel.fit(
        cohort,
        groups=("person", "HPT", "symptoms"),
        include=("fh_thyroid_disease",),
        trials=0,
        refits=0,
    )
    sent = panels(n, np.random.default_rng(0))
    timed = {
        "model.score without its rules": lambda: model.unwatched(sent),
        "all rules, what fires": lambda: list(find(sent, active(True), undecided=False)),
        "all rules, undecided ones too": lambda: list(find(sent, active(True))),
        "nhml.alerts, what fires": lambda: alerts(sent, undecided=False, uncertain=True),
        "nhml.alerts, undecided ones too": lambda: alerts(sent, uncertain=True),
        "model.score": lambda: model.score(sent),
    }
    seconds = pd.Series({name: _shortest(run) for name, run in timed.items()}, name="seconds")
    return pd.DataFrame({"seconds": seconds, "ratio": seconds / seconds.iloc[0]})


def _shortest(run: Callable[[], object], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        began = time.monotonic()
        run()
        taken.append(time.monotonic() - began)
    return min(taken)


if __name__ == "__main__":
    print(beside(*map(int, sys.argv[1:2])).round(2).to_string())
