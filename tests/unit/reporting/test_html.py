"""Pages of any content."""

import html as escapes

from nhml.reporting import html


def test_the_policy_allows_its_own_style_and_nothing_else() -> None:
    """By the hash of the sheet."""
    assert html.policy().startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in html.policy()


def test_a_page_in_a_notebook_is_shut_in_a_frame() -> None:
    """Its style touches nothing else, and it runs nothing."""
    page = '<!DOCTYPE html><style>p{color:red}</style><p title="x">é</p>'
    framed = html.framed(page)
    assert framed.startswith("<iframe sandbox srcdoc=")
    assert "<style" not in framed
    assert escapes.unescape(framed.split('srcdoc="')[1].split('" width=')[0]) == page
