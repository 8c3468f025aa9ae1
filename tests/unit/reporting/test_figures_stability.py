"""The instability plot."""

import re

from nhml.modelling.instability import Instability, Slice
from nhml.reporting.figures_stability import instability

FIVE = (0.1, 0.15, 0.2, 0.25, 0.34)
TOLD = Instability(100, 50, 0.02, FIVE, FIVE, (Slice(0.2, FIVE), Slice(0.3, FIVE)))


def test_a_group_is_two_lines_and_a_dot() -> None:
    """Nine tenths thin, half of them thick; the scale ends at the next ten per cent."""
    drawn = str(instability(TOLD, "what it shows"))
    assert drawn.count("<circle") == 2
    assert drawn.count('stroke-width="4"') == 2
    assert re.findall(r">(\d+) %<", drawn) == ["0", "0", "20", "20", "40", "40"]


def test_it_says_in_words_what_it_shows() -> None:
    """For who listens to the page."""
    assert "<title>what it shows</title>" in str(instability(TOLD, "what it shows"))
