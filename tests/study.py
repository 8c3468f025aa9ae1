"""One small study, run by the lines of the README on real people, once a test session."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.real_data import nhanes_base

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text("utf-8")
CONFIG = REPOSITORY / "configs" / "low_testosterone_panel.toml"
QUICK = (
    "--set", "tune.trials=2", "--set", "model.refits=50", "--set", "evaluate.resamples=40",
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
        return self.home / "runs" / "panel"

    def nhml(
        self, *arguments: str, wanted: int | None = 0, stdin: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run the command in the study's folder."""
        return nhml(self.home, *arguments, wanted=wanted, stdin=stdin)

    def panels(self) -> pd.DataFrame:
        """The people of the study as they would be sent for scoring."""
        return pd.read_parquet(self.home / "panels.parquet")


def nhml(
    home: Path, *arguments: str, wanted: int | None = 0, stdin: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a user would, and hold it to its exit code, or to none."""
    return python(home, "-m", "nhml", *arguments, wanted=wanted, stdin=stdin)


def python(
    home: Path, *arguments: str, wanted: int | None = 0, stdin: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run Python in a folder, warnings of nhml as errors."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MLFLOW")}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=home,
        env={**kept, "NHML_DATA": str(home / "data"), "PYTHONWARNINGS": "error:::nhml"},
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert wanted in (None, done.returncode), done.stdout.decode() + done.stderr.decode()
    return done


def blocks(language: str) -> list[str]:
    """Give the code blocks of the README in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def lines() -> list[list[str]]:
    """Give the lines of the README that call nhml, as their arguments."""
    called = "\n".join(blocks("sh")).splitlines()
    return [shlex.split(line)[1:] for line in called if line.startswith("nhml ")]


def conduct(home: Path) -> Study:
    """Run the README's lines: from a folder in place of the CDC, with little tuning."""
    more = {"fetch": ("--from", str(nhanes_base())), "train": QUICK}
    (home / "configs").symlink_to(REPOSITORY / "configs")
    said = [nhml(home, *line, *more.get(line[0], ())).stdout.decode() for line in lines()]
    return Study(home, "".join(said))
