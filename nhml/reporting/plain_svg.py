"""SVG as matplotlib writes it, made plain: no style, no reference, no id, nothing fetched.

A page whose policy forbids styles in its elements can then hold it, several of them stand on
one page, and the colours that the style sheet names turn on a dark screen.
"""

import copy
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from markupsafe import Markup, escape

_SPACE = ' xmlns="http://www.w3.org/2000/svg"'
_LEFT_OUT = {"metadata", "defs", "style", "title"}
_KEPT = {"d", "x", "y", "transform", "viewBox"}
_NUMBER = re.compile(r"-?\d+\.\d+")


def plain(text: str, words: str) -> str:
    """Make an SVG plain and let it say in words what it shows.

    Parameters
    ----------
    text : str
        As ``Figure.savefig`` writes it; no artist may be clipped.
    words : str
        For who listens to the page.
    """
    root = ET.fromstring(text)
    held = {one.get("id", ""): one for one in root.iter() if one.get("id")}
    _, _, width, height = root.get("viewBox", "0 0 0 0").split()
    content = "".join(part for child in root for part in _written(child, held))
    told = escape(words)
    return (
        f'<svg{_SPACE} viewBox="0 0 {_short(width)} {_short(height)}" role="img" '
        f'class="plot" font-family="sans-serif" aria-label="{told}">'
        f"<title>{told}</title>{content}</svg>\n"
    )


def inside(text: str) -> Markup:
    """Give a plain SVG as an element of a page, which needs no name space.

    Parameters
    ----------
    text : str
        What `plain` gave.
    """
    return Markup(text.replace(_SPACE, "", 1).strip())


def _written(element: ET.Element, held: dict[str, ET.Element]) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2]
    if tag in _LEFT_OUT:
        return
    if tag == "use":
        yield from _written(_copied(element, held), held)
        return
    inner = "".join(part for child in element for part in _written(child, held))
    content = inner + str(escape((element.text or "").strip()))
    if tag == "g" and not content:
        return
    attributes = "".join(f' {key}="{escape(stated)}"' for key, stated in _attributes(element))
    yield f"<{tag}{attributes}>{content}</{tag}>" if attributes or tag != "g" else content


def _copied(use: ET.Element, held: dict[str, ET.Element]) -> ET.Element:
    """Put a copy of what is referred to at its place."""
    named = next(stated for key, stated in use.items() if key.rpartition("}")[2] == "href")
    made = copy.deepcopy(held[named.removeprefix("#")])
    place = f"translate({use.get('x', '0')} {use.get('y', '0')})"
    made.set("transform", f"{place} {made.get('transform', '')}".strip())
    made.set("style", f"{made.get('style', '')};{use.get('style', '')}")
    return made


def _attributes(element: ET.Element) -> Iterator[tuple[str, str]]:
    for key, stated in element.items():
        if key in _KEPT:
            yield key, " ".join(_NUMBER.sub(lambda one: _short(one[0]), stated).split())
    yield from _style(element.get("style", "")).items()


def _style(style: str) -> dict[str, str]:
    """Write a style as attributes; of a font its size and weight."""
    parts = (one.partition(":") for one in style.split(";") if one.strip())
    found = {key.strip(): stated.strip() for key, _, stated in parts}
    font = found.pop("font", "") or found.pop("font-size", "")
    found.pop("font-family", None)
    if font:
        found["font-size"] = _short(re.findall(r"([\d.]+)px", font)[0])
        if "bold" in font or re.match(r"\s*[67]00", font):
            found["font-weight"] = "600"
    return found


def _short(number: str) -> str:
    """Write a number to a hundredth of a point, the same on every machine."""
    shown = f"{float(number):.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown
