"""The names of a file's columns."""

import time

import pytest

from nhml.panels.headers import refuse_almost, unread
from nhml.panels.spelling import bare, columns


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("on_testosteron", "on_testosterone"),
        ("Testosteron", "testosterone"),
        ("choltotl", "chol_total"),
        ("thsh [mIU/L]", "tsh"),
    ],
)
def test_a_name_that_is_near_is_asked_about(name, known):
    """Who misspelt it will see."""
    found = unread(["age", name])
    assert found.near == ((name, known),)
    assert found.words().endswith(f"not read: 1; did you mean {known} by {name!r}?")


@pytest.mark.parametrize("name", ["canary-7731", "Maria Muster", "1967-03-02", "5.2", "", 7, None])
def test_a_name_that_is_not_near_is_counted_and_not_quoted(name):
    """In a file without a header it would be a patient's."""
    assert unread([name]).words() == "columns that nhml does not know and does not read: 1"


def test_where_every_column_is_read_nothing_is_said():
    """Units of items are read too."""
    assert (
        unread(["age", "age_unit", "tsh", "tsh_unit", "tsh_comparator", "panel_id"]).words() == ""
    )


def test_no_two_columns_have_the_same_bare_name():
    """Which of them was meant could not be said."""
    assert len({bare(name) for name in columns()}) == len(columns())


def test_known_columns_are_never_almost_known():
    """Every column of the panel frame is written as itself."""
    refuse_almost(columns())


def test_a_wide_file_is_looked_at_in_seconds():
    """A file of ten thousand genes is not compared with every name."""
    began = time.perf_counter()
    assert unread(f"gene_{at}_expression" for at in range(10_000)).number == 10_000
    assert time.perf_counter() - began < 3
