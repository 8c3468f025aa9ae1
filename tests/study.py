"""One small study, run by the command itself on real people, once a test session."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.real_data import nhanes_base

REPOSITORY = Path(__file__).parents[1]
CONFIG = REPOSITORY / "configs" / "low_testosterone_panel.toml"
QUICK = (
    "--set", "tune.trials=2", "--set", "model.refits=3", "--set", "evaluate.resamples=40",
    "--set", "split.folds=2",
)  # fmt: skip


@dataclass(frozen=True)
class Study:
    """Where a study was run, and what its command said."""

    home: Path
    said: str

    @property
    def run(self) -> Path:
        """What ``-o`` received."""
        return self.home / "run"

    def nhml(
        self, *arguments: str, wanted: int = 0, stdin: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run the command in the study's folder."""
        return nhml(self.home, *arguments, wanted=wanted, stdin=stdin)

    def panels(self) -> pd.DataFrame:
        """The people of the study as they would be sent for scoring."""
        return pd.read_parquet(self.home / "panels.parquet")


def nhml(
    home: Path, *arguments: str, wanted: int = 0, stdin: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a user would, and hold it to its exit code."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MLFLOW")}
    done = subprocess.run(
        [sys.executable, "-m", "nhml", *arguments],
        cwd=home,
        env={**kept, "NHML_DATA": str(home / "data"), "PYTHONWARNINGS": "error:::nhml"},
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert done.returncode == wanted, done.stdout.decode() + done.stderr.decode()
    return done


def conduct(home: Path) -> Study:
    """Fetch, train, and write the people to score."""
    nhml(home, "fetch", "nhanes", "--cycles", "2013-2014", "--from", str(nhanes_base()))
    done = nhml(home, "train", str(CONFIG), *QUICK, "-o", "run")
    nhml(home, "cohort", str(CONFIG), "-o", "panels.parquet")
    return Study(home, done.stdout.decode())
