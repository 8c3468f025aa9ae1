"""How good a model was, in words."""

import numpy as np
import pytest

from nhml.modelling.evaluation import Row
from nhml.reporting.performance import written


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ((0.89, 0.871, 0.904), "0.89 (0.87 to 0.90)"),
        ((0.89, np.nan, np.nan), "0.89 (interval not known)"),
        ((np.nan, np.nan, np.nan), "not known"),
    ],
)
def test_a_figure_is_written_with_what_is_known_of_it(
    cells: tuple[float, float, float], words: str
) -> None:
    """Never as nan."""
    assert written(Row("all", "auroc", *cells, 100)) == words
