"""What a run leaves in its folder, for a statistician to redo elsewhere."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from nhml.cohorts import finding
from nhml.cohorts.finding import Finding
from nhml.errors import DataError
from nhml.modelling.evaluation import Evaluation


def claim(folder: Path | str) -> Path:
    """Make the folder before any work is done for it, and give it; refuse one that holds a run.

    Raises
    ------
    DataError
        If it is a file, holds anything, or cannot be made or written to.
    """
    folder = Path(folder)
    with _writing(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise DataError(f"{folder}: is not an empty folder; name another one with -o")
        folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DataError(f"{folder}: nothing may be written into it; name another one with -o")
    return folder


def write(folder: Path, evaluation: Evaluation, people: pd.DataFrame) -> None:
    """Write ``evaluation.json`` and ``people.parquet``.

    Parameters
    ----------
    folder : path
    evaluation : Evaluation
    people : DataFrame
        One row a person: holds patients, never leaves this folder.

    Raises
    ------
    DataError
        If the folder cannot be written to, such as on a full disk.
    """
    with _writing(folder):
        (folder / "evaluation.json").write_text(evaluation.to_json(), "utf-8")
        people.to_parquet(folder / "people.parquet", index=False)


def findings(folder: Path, told: Iterable[Finding]) -> None:
    """Write ``findings.json``: a list of ``{code, severity, what, why, way_out, page}``.

    Raises
    ------
    DataError
        If the folder cannot be written to.
    """
    plain = [{**asdict(one), "page": finding.page(one.code)} for one in told]
    with _writing(folder):
        (folder / "findings.json").write_text(json.dumps(plain, indent=1) + "\n", "utf-8")


def show(folder: Path, figures: Mapping[str, str], pages: Mapping[str, str]) -> None:
    """Write ``figures/*.svg`` and what is read beside them.

    Parameters
    ----------
    folder : path
    figures : mapping of str to str
        SVG by name.
    pages : mapping of str to str
        Text by the name of its file.

    Raises
    ------
    DataError
        If the folder cannot be written to.
    """
    with _writing(folder):
        (folder / "figures").mkdir(exist_ok=True)
        files = {f"figures/{name}.svg": svg for name, svg in figures.items()}
        for name, text in {**files, **pages}.items():
            (folder / name).write_text(text, "utf-8")


def text(folder: Path, name: str, words: str) -> None:
    """Write a file of text.

    Raises
    ------
    DataError
        If the folder cannot be written to.
    """
    with _writing(folder):
        (folder / name).write_text(words, "utf-8")


def card(folder: Path, words: str) -> None:
    """Write ``README.txt``.

    Raises
    ------
    DataError
        If the folder cannot be written to.
    """
    with _writing(folder):
        (folder / "README.txt").write_text(words, "utf-8")


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{folder}: cannot be written to ({error.strerror}); name another one with -o"
        ) from None
