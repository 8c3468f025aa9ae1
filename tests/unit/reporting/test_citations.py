"""Sources by number, and their titles once."""

from nhml.knowledge import tables
from nhml.reporting import html
from nhml.reporting.citations import Sources, split

TITLES = [str(one["title"]) for one in tables.sources().values()]


def shown(titles: object, sources: object = None) -> str:
    """What a template shows of sources."""
    told = {} if sources is None else {"sources": sources}
    return html._environment().from_string("{{ titles | cited }}").render(titles=titles, **told)


def test_joined_titles_come_apart_even_where_one_holds_a_semicolon() -> None:
    """Some tables' titles do."""
    whole = [one for one in TITLES if "; " in one]
    assert whole
    for one in whole:
        assert split(f"{TITLES[0]}; {one}; {TITLES[1]}") == [TITLES[0], one, TITLES[1]]
    assert split("") == []


def test_a_source_has_one_number_on_a_page() -> None:
    """In the order of mention, however often it is cited."""
    page = Sources()
    assert shown("; ".join(TITLES[:2]), page) == "1, 2"
    assert shown([TITLES[2], TITLES[0]], page) == "1, 3"
    assert page.titles == TITLES[:3]


def test_a_part_that_stands_alone_cites_by_title() -> None:
    """There is no list at its end."""
    assert shown(TITLES[0]) == TITLES[0]
