"""Score a list through MLflow's own door: panel frame in, score frame out.

For whoever has MLflow and its registry already. MLflow's loader checks no signature;
where that matters, load with `nhml.load`. In the project's folder, after `make demo` or
the tutorial:

    python examples/score_through_mlflow.py [MODEL [PANELS]]
"""

import os
import sys

import mlflow
import pandas as pd


def main(model: str = "models:/synthetic-thyroid@candidate", panels: str = "") -> None:
    """Print the same score frame that every other door gives."""
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db"))
    frame = pd.read_csv(panels or "data/example_panels.csv", dtype=str, keep_default_na=False)
    scores = mlflow.pyfunc.load_model(model).predict(frame)
    print(scores[["panel_id", "status", "risk", "risk_low", "risk_high"]].to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
