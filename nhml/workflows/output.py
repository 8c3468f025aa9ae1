"""What a run leaves in its folder, for a statistician to redo elsewhere."""

import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from nhml.errors import DataError
from nhml.modelling.evaluation import Evaluation


def claim(folder: Path) -> None:
    """Make the folder before any work is done for it; refuse one that holds a run.

    Raises
    ------
    DataError
        If it is a file, holds anything, or cannot be made or written to.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise DataError(f"{folder}: is not an empty folder; name another one with -o")
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{folder}: cannot be made ({error.strerror}); name another one") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DataError(f"{folder}: nothing may be written into it; name another one with -o")


def write(
    folder: Path, evaluation: Evaluation, people: pd.DataFrame, figures: Mapping[str, str]
) -> None:
    """Write ``evaluation.json``, ``people.parquet`` and ``figures/*.svg``.

    Parameters
    ----------
    folder : path
    evaluation : Evaluation
    people : DataFrame
        One row a person: holds patients, never leaves this folder.
    figures : mapping of str to str
        SVG by name.

    Raises
    ------
    DataError
        If the folder cannot be written to, such as on a full disk.
    """
    try:
        (folder / "evaluation.json").write_text(evaluation.to_json(), "utf-8")
        people.to_parquet(folder / "people.parquet", index=False)
        (folder / "figures").mkdir(exist_ok=True)
        for name, svg in figures.items():
            (folder / "figures" / f"{name}.svg").write_text(svg, "utf-8")
    except OSError as error:
        raise DataError(f"{folder}: cannot be written to ({error.strerror})") from None
