"""Every error nhml raises on purpose.

::

    NhmlError
    ├── KnowledgeError          a clinical table is wrong                  exit 13
    ├── ConfigError             a config file is wrong                     exit 10
    ├── DataError               data cannot be used as asked               exit 11
    │   ├── PanelError          … the panels of a file or a request
    │   └── CohortError         … the people to learn from, or the leakage guard
    └── ModelError              a model cannot be loaded or used           exit 12
        ├── ModelNotFound       … it is not there
        └── ModelMismatch       … it is not what it was when it was saved

A message says what was found, what was wanted and the way out. It names file,
row and column; it never quotes a patient's value.
"""

from collections.abc import Iterable


class NhmlError(Exception):
    """Root of every error that nhml raises on purpose."""


class KnowledgeError(NhmlError):
    """A clinical table breaks one of its own rules."""


class ConfigError(NhmlError):
    """A config file or an override is wrong."""


class DataError(NhmlError):
    """Data cannot be used as asked."""


class PanelError(DataError):
    """Panels of a file or a request cannot be read."""


class CohortError(DataError):
    """The people to learn from are missing, too few, or would leak the outcome."""


class ModelError(NhmlError):
    """A model cannot be loaded or used."""


class ModelNotFound(ModelError):  # noqa: N818  (the name of HTTP's 404)
    """The model that was named is not there."""


class ModelMismatch(ModelError):  # noqa: N818  (says what is wrong, not that it is an error)
    """The model no longer gives the answers that it was saved with."""


def listing(opening: str, mistakes: Iterable[str]) -> str:
    """Write all mistakes of one input as one message.

    Parameters
    ----------
    opening : str
        What was looked at, such as ``"configs/a.toml cannot be used"``.
    mistakes : iterable of str
        One sentence a mistake.

    Returns
    -------
    str
        The opening, then a line a mistake.
    """
    return "\n".join([f"{opening}:", *(f"  - {mistake}" for mistake in mistakes)])
