"""What laboratories call columns, and their codes."""

import pytest

from nhml.knowledge import tables, vocabulary
from nhml.panels import frame
from nhml.panels.mapping import BORN, MEANINGS


def test_names_mean_columns_that_exist():
    """Or a date of birth, of which an age is made."""
    columns = {*frame.names(), BORN}
    assert [one.alias for one in vocabulary.names() if not set(one.means) <= columns] == []
    assert all(one.means and one.languages for one in vocabulary.names())


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_usual_analytes_have_names(language):
    """Sixty of them at least, in German and in English."""
    named = {
        key
        for one in vocabulary.names()
        if {language, "any"} & set(one.languages)
        for key in one.means
        if key in tables.analytes()
    }
    assert len(named) >= 60


def test_a_name_that_may_mean_several_columns_is_not_certain():
    """It is asked about."""
    assert [one.alias for one in vocabulary.names() if len(one.means) > 1 and one.certain] == []


@pytest.mark.parametrize(("of", "kind"), [("sex", "code"), ("flag", "flag")])
def test_codes_mean_what_the_panel_frame_knows(of, kind):
    """And no code stands twice in a set."""
    for one in vocabulary.codes(of):
        assert set(one.meanings.values()) <= set(MEANINGS[kind]), one.key
        assert len({code.casefold() for code in one.meanings}) == len(one.meanings)


def test_words_for_nothing_and_for_too_little_are_apart():
    """One is missing, the other is below a limit."""
    assert "k.A." in vocabulary.words("absent")
    assert "n.n." in vocabulary.words("not_detected")
    assert not vocabulary.words("absent") & vocabulary.words("not_detected")
    assert set(map(str, (vocabulary.words("nothing")))) == set()
