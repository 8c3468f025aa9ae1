"""Documents as Markdown."""

from nhml.reporting.sections import Section, Table, markdown


def test_a_document_has_headings_sentences_and_tables() -> None:
    """In that order."""
    table = Table(("a", "b"), (("1", "2"),))
    text = markdown("Title", "Words.", [Section("Part", ("One.", "Two."), table)])
    assert text == (
        "# Title\n\nWords.\n\n## Part\n\nOne.\n\nTwo.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    )


def test_no_text_is_read_as_markdown_or_html() -> None:
    """A cell cannot end its row, nor make an element, a link or a heading."""
    hostile = "<script>x</script> | [a](b) `c` *d*\n# e"
    text = markdown("T", "W", [Section("S", (hostile,), Table((hostile,), ((hostile,),)))])
    assert "<script" not in text
    assert "\n# e" not in text
    assert text.count("\\|") == 3
    assert "[a](b)" not in text
