"""The limits of monitoring: a section, or a file of nothing else."""

from pathlib import Path

import pytest

from nhml.config.monitoring import read
from nhml.errors import ConfigError
from nhml.modelling.monitored import Limits


def written(home: Path, text: str) -> Path:
    """A file of limits."""
    path = home / "monitor.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("head", ["", "[monitor]\n", "name = 'x'\n[cohort]\nrows = 1\n[monitor]\n"])
def test_limits_stand_alone_or_in_a_section(tmp_path: Path, head: str) -> None:
    """A config may carry them; what is not said has its default."""
    found = read(written(tmp_path, f"{head}shift = 0.5\nsites = false\nslope = [0.5, 2.0]\n"))
    assert found == Limits(shift=0.5, sites=False, slope=(0.5, 2.0))


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """By key, and what else a file may say."""
    text = "psi = -1.0\nalram = 0.1\nobserved_over_expected = [1.1, 1.2]\n"
    with pytest.raises(ConfigError, match=r"monitor.toml cannot be used; it may say alarm") as told:
        read(written(tmp_path, text))
    assert "psi: " in str(told.value)
    assert "alram: " in str(told.value)


def test_a_range_holds_one(tmp_path: Path) -> None:
    """Calibration that is right is never past its limit."""
    with pytest.raises(ConfigError, match="wanted one limit below 1 and one above"):
        read(written(tmp_path, "slope = [1.1, 1.2]\n"))


@pytest.mark.parametrize(
    ("text", "words"), [("[cohort]\nrows = 1\n", "has no section"), ("psi = ", "is not TOML")]
)
def test_what_holds_no_limits_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """A config without the section says so."""
    with pytest.raises(ConfigError, match=words):
        read(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """By its path."""
    with pytest.raises(ConfigError, match=r"nowhere.toml: no such file"):
        read(tmp_path / "nowhere.toml")
