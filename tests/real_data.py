"""Real data for tests: read where they lie, never copied into the project."""

import os
from pathlib import Path

import pytest


def nhanes_base() -> Path:
    """Find a folder laid out as the CDC site."""
    return _found("nhanes", "MANIFEST.csv")


def uci_base() -> Path:
    """Find a folder that has the thyroid records of the UCI archive."""
    return _found("uci_thyroid", "thyroid0387.data")


def _found(folder: str, file: str) -> Path:
    """Find a folder by a file in it; without it a test is skipped, in CI it fails.

    ``NHML_TEST_DATA`` names it, else it is ``../shared/data`` seen from the project.
    """
    stated = os.environ.get("NHML_TEST_DATA")
    home = Path(stated) if stated else Path(__file__).parents[2] / "shared" / "data"
    base = home / folder
    if (base / file).is_file():
        return base
    words = f"no {file} in {base}; set NHML_TEST_DATA to a folder that has {folder}/"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(words)
    pytest.skip(words)
