"""Real data for tests: read where they lie, never copied into the project."""

import os
from pathlib import Path

import pytest


def nhanes_base() -> Path:
    """Find a folder laid out as the CDC site; without one a test is skipped, in CI it fails.

    ``NHML_TEST_DATA`` names it, else it is ``../shared/data`` seen from the project.
    """
    stated = os.environ.get("NHML_TEST_DATA")
    home = Path(stated) if stated else Path(__file__).parents[2] / "shared" / "data"
    base = home / "nhanes"
    if (base / "MANIFEST.csv").is_file():
        return base
    words = f"no NHANES files in {base}; set NHML_TEST_DATA to a folder that has nhanes/"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(words)
    pytest.skip(words)
