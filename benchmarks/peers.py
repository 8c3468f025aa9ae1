"""nhml beside the usual tools: same people, same columns, same outer folds.

Two steps, because the peers pin other versions and live in an environment of their own
(`pip install interpret-core autogluon.tabular fastai torch`):

    python -m benchmarks.peers write configs/low_testosterone_panel.toml matrix.parquet
    PEERS/bin/python benchmarks/peers.py fit matrix.parquet

The first writes features, outcome and fold of everybody. The second needs no nhml.
"""

import sys
import tempfile
import time
import warnings

import numpy as np
import pandas as pd

SEED = 1


def write(config: str, path: str, seed: int = SEED) -> None:
    """Write the matrix that a config learns from, with the folds of a seed."""
    from nhml.cohorts.splits import by_person
    from nhml.config.reading import read
    from nhml.features.build import build
    from nhml.modelling.risk_model import RiskModel
    from nhml.workflows.people import cohort_of

    experiment = read(config, ["tune.trials=0", "model.refits=0"])
    cohort = cohort_of(experiment)
    model = RiskModel.fit(cohort, **experiment.learning())
    table = pd.DataFrame(
        build(cohort.panels, model.features), columns=[one.name for one in model.features]
    )
    fold = np.zeros(len(table), dtype=int)
    for number, (_, test) in enumerate(by_person(cohort.panels.subject_id, cohort.event, 5, seed)):
        fold[test] = number
    table.assign(outcome=cohort.event.astype(int), fold=fold).to_parquet(path)


def ridge(X, y, new):
    """Logistic regression, medians for what is missing, penalty by cross-validation."""
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegressionCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    imputer = SimpleImputer(strategy="median", add_indicator=True)
    logistic = LogisticRegressionCV(scoring="neg_log_loss", max_iter=1000)
    return make_pipeline(imputer, StandardScaler(), logistic).fit(X, y).predict_proba(new)[:, 1]


def xgboost(X, y, new):
    """XGBoost as it comes."""
    from xgboost import XGBClassifier

    return XGBClassifier(n_jobs=2).fit(X, y).predict_proba(new)[:, 1]


def ebm(X, y, new):
    """InterpretML's explainable boosting machine as it comes."""
    from interpret.glassbox import ExplainableBoostingClassifier

    return ExplainableBoostingClassifier(n_jobs=2).fit(X, y).predict_proba(new)[:, 1]


def autogluon(X, y, new):
    """AutoGluon's medium_quality preset, tuned for log loss."""
    from autogluon.tabular import TabularPredictor

    with tempfile.TemporaryDirectory() as folder:
        made = TabularPredictor("outcome", eval_metric="log_loss", path=folder, verbosity=0)
        made.fit(X.assign(outcome=y), presets="medium_quality", num_gpus=0)
        return made.predict_proba(new)[1].to_numpy()


PEERS = {
    "ridge logistic": ridge,
    "XGBoost, defaults": xgboost,
    "InterpretML EBM": ebm,
    "AutoGluon medium_quality": autogluon,
}


def fit(path: str, *names: str) -> None:
    """Fit every peer, or those named, in every fold and print its held-out figures."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss, roc_auc_score

    warnings.simplefilter("ignore")
    table = pd.read_parquet(path)
    X, y, fold = table.drop(columns=["outcome", "fold"]), table["outcome"], table["fold"]
    print(f"{'':28}{'AUROC':>8}{'log loss':>10}{'slope':>8}{'seconds':>9}")
    for name, peer in {name: PEERS[name] for name in names or PEERS}.items():
        risk, began = np.empty(len(table)), time.monotonic()
        for number in sorted(fold.unique()):
            held = (fold == number).to_numpy()
            risk[held] = peer(X[~held], y[~held], X[held])
        taken = time.monotonic() - began
        kept = np.clip(risk, 1e-6, 1 - 1e-6)
        margin = np.log(kept / (1 - kept))[:, None]
        slope = LogisticRegression(C=1e9).fit(margin, y).coef_[0, 0]
        figures = (roc_auc_score(y, risk), log_loss(y, kept), slope)
        print(f"{name:28}{figures[0]:8.3f}{figures[1]:10.4f}{figures[2]:8.2f}{taken:9.0f}")


if __name__ == "__main__":
    {"write": write, "fit": fit}[sys.argv[1]](*sys.argv[2:])
