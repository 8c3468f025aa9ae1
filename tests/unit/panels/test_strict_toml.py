"""TOML that a person wrote."""

import pytest

from nhml.panels import strict_toml


def test_what_a_person_wrote_is_read(tmp_path):
    """With the mark that Windows puts before it, too."""
    (tmp_path / "one.toml").write_text('tsh = "mIU/L"\n', "utf-8-sig")
    assert strict_toml.read(tmp_path / "one.toml") == {"tsh": "mIU/L"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b".".join([b"a"] * 20_000) + b" = 1", "more dots"),  # 40 kB that took 1.6 GB
        (b"[" + b".".join([b"a"] * 20_000) + b"]", "more dots"),
        (b"#" * 5_000_001, "longer"),
        (b"a = 1\na = 2", "overwrite"),
        (b"a = '\xff'", "utf-8"),
    ],
)
def test_what_nobody_would_write_is_refused(content, words):
    """Before it is parsed, where parsing is what it is after."""
    with pytest.raises(ValueError, match=words):
        strict_toml.loads(content)
