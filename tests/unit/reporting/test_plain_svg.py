"""SVG made plain: what it loses, and that it still shows the same."""

import pytest

from nhml.reporting.plain_svg import inside, plain

DRAWN = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 viewBox="0 0 10.004 20" width="10pt">
<metadata><a href="http://elsewhere"/></metadata>
<defs><path id="tick" d="M 0 0 L 0 3.5001" style="stroke: #000000; stroke-width: 0.8"/></defs>
<g id="empty"/>
<g id="all"><use xlink:href="#tick" x="4.0" y="-0.001" style="stroke: #1b2026"/>
<text style="font: 700 9px 'DejaVu Sans'; text-anchor: middle" x="1" y="2">a &lt; b</text></g>
</svg>"""


def test_styles_become_attributes_and_references_copies() -> None:
    """No id, no metadata, numbers to a hundredth; text stays escaped."""
    assert plain(DRAWN, 'a "b"') == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20" role="img" class="plot" '
        'font-family="sans-serif" aria-label="a &#34;b&#34;"><title>a &#34;b&#34;</title>'
        '<path d="M 0 0 L 0 3.5" transform="translate(4 0)" stroke="#1b2026" '
        'stroke-width="0.8"></path>'
        '<text x="1" y="2" text-anchor="middle" font-size="9" font-weight="600">a &lt; b</text>'
        "</svg>\n"
    )


def test_on_a_page_it_needs_no_name_space() -> None:
    """Which would be an address."""
    assert "http" not in inside(plain(DRAWN, "a"))


def test_what_is_no_svg_is_refused() -> None:
    """By its parser."""
    with pytest.raises(SyntaxError, match="no element found"):
        plain("", "a")
