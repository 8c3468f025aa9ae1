"""The error tree."""

import pytest

from nhml import errors
from nhml.errors import listing

CLASSES = [
    one
    for one in vars(errors).values()
    if isinstance(one, type) and one.__module__ == errors.__name__
]


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.__name__)
def test_every_error_grows_from_one_root_and_is_drawn(one: type) -> None:
    """Whoever catches `NhmlError` catches all, and the module's picture shows each."""
    assert issubclass(one, errors.NhmlError)
    assert one.__name__ in errors.__doc__.split("A message says")[0]


def test_the_branches_are_as_drawn() -> None:
    """Exit codes and HTTP statuses hang on them."""
    assert issubclass(errors.PanelError, errors.DataError)
    assert issubclass(errors.CohortError, errors.DataError)
    assert issubclass(errors.ModelNotFound, errors.ModelError)
    assert issubclass(errors.ModelMismatch, errors.ModelError)
    assert not issubclass(errors.ModelError, errors.DataError)


def test_a_listing_has_a_line_a_mistake() -> None:
    """After its opening."""
    assert listing("a.toml cannot be used", ["x: no", "y: no"]) == (
        "a.toml cannot be used:\n  - x: no\n  - y: no"
    )
