"""One config over several fold seeds: how far a figure depends on who was held out with whom.

python -m benchmarks.seeds configs/low_testosterone_panel.toml 1 2 3 4 5
"""

import sys
import time

import pandas as pd

from nhml.config.reading import read
from nhml.workflows.train import train

SHOWN = (
    "auroc", "log_loss", "calibration_slope", "o_e", "ici", "scored_share",
    "baseline_auroc", "baseline_log_loss", "log_loss_all_eligible",
    "baseline_log_loss_all_eligible",
)  # fmt: skip


def over_seeds(config: str, seeds: list[int]) -> pd.DataFrame:
    """Train once a seed, nothing kept; one row a seed, then their mean."""
    rows = {}
    for seed in seeds:
        began = time.monotonic()
        trained = train(read(config, [f"seed={seed}", "model.refits=0"]), track=False)
        figures = {name: trained.evaluation.value(name) for name in SHOWN}
        rows[str(seed)] = {**figures, "seconds": time.monotonic() - began}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.loc["mean"] = table.mean()
    return table


if __name__ == "__main__":
    chosen = [int(seed) for seed in sys.argv[2:]] or [1, 2, 3, 4, 5]
    print(over_seeds(sys.argv[1], chosen).round(4).T.to_string())
