"""Codes have words."""

import pytest

from nhml.panels.codes import CODES


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_words_and_a_severity(code):
    """A person reads the words and the way out; the severity decides."""
    assert CODES[code].severity in ("reject", "warn")
    assert CODES[code].words
    assert CODES[code].cure
