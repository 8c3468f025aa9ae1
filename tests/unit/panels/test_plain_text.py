"""Bytes that are to be text."""

import gzip
import io

import pytest

from nhml.errors import PanelError
from nhml.panels import plain_text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"age\n5\xfc\n", r"Windows-1252, it seems.*iconv(?s:.*)row 2, byte 2: 0xFC$"),
        (b"age\n5\x81\n", r"is not UTF-8; save(?s:.*)row 2, byte 2: 0x81$"),
        ("age\nü\n".encode() + b"\xfc\n", r"in some rows and not in others(?s:.*)row 3, byte 1"),
        (b"age\n" + b"\xfc\n" * 12, r"(?s)row 11, byte 1: 0xFC\n  - …$"),
        (b"age\n5\n\x00\n", r"NUL bytes(?s:.*)row 3$"),
        (b"a\x00g\x00e\x00", "UTF-16"),
        (b"<TABLE><tr>", "web page"),
        (b"%PDF-1.7", "is a PDF"),
        (b" \n", "is empty"),
    ],
)
def test_what_is_no_text_says_what_it_is_and_where(content, words):
    """Row, byte and its number; never the text about it."""
    with pytest.raises(PanelError, match=words):
        plain_text.read(io.BytesIO(content))


def test_the_mark_of_utf_8_is_taken_off():
    """It is no part of the first name."""
    assert plain_text.read(io.BytesIO("\ufeffage\n".encode())) == b"age\n"


def test_what_unpacks_to_more_than_a_table_is_refused_before_it_is_there():
    """Nine megabytes of one row, again and again, filled the memory."""
    packed = gzip.compress(b"1,44,M\n" * 10_000_000)
    assert len(packed) < 500_000
    with pytest.raises(PanelError, match="unpacks to more than 100 times its size"):
        plain_text.unpacked(io.BytesIO(packed))


def test_a_repetitive_table_is_unpacked():
    """A small one may be as repetitive as it likes."""
    content = b"1,44,M\n" * 1_000_000
    assert plain_text.unpacked(io.BytesIO(gzip.compress(content))) == content
