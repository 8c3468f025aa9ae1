"""Two models moved to real people whom they had not seen, with little tuning.

The figures of the whole configs stand in the benchmarks.
"""

from pathlib import Path

import pytest

from benchmarks import sites
from nhml.cohorts import nhanes_files
from tests.real_data import nhanes_base

CYCLES = ["2007-2008", "2009-2010", "2013-2014"]
CHEAP = ("tune.trials=0", "model.estimator=logistic", "evaluate.resamples=40")


@pytest.fixture(scope="module", autouse=True)
def real(tmp_path_factory: pytest.TempPathFactory):
    """The real files, where the readers look for them."""
    home = tmp_path_factory.mktemp("nhanes")
    nhanes_files.fetch(CYCLES, nhanes_base(), home)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("NHML_DATA", str(home))
        patched.chdir(Path(__file__).parents[2])
        yield


def ratios(table) -> list[float]:
    """Observed over expected of each row."""
    return [float(cell.split()[0]) for cell in table["o_e"]]


def test_antibodies_of_the_next_cycle_are_expected_once_the_model_was_recalibrated() -> None:
    """Observed over expected is beyond 1.1 there, and near 1 of people not used for it."""
    table = sites.moved_in_time(*CHEAP)
    print(table.to_string())
    before, after = ratios(table)
    assert before > 1.1
    assert 0.9 < after < 1.1
    assert table.index[1] != "updated by none"


def test_low_testosterone_of_other_sampling_units_is_as_expected() -> None:
    """With and without what the closed test takes, over three ways to part the units."""
    table = sites.moved_in_place(*CHEAP)
    print(table.to_string())
    assert all(0.9 < one < 1.1 for one in ratios(table)[1::2])
