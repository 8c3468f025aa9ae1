"""Which models were taken back, and why: beside a folder, or as tags of a registered version.

A bundle cannot be changed; what is said of it stands beside it, in ``NAME.retracted.json``.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nhml.errors import ModelError
from nhml.panels import strict_json

SUFFIX = ".retracted.json"
_LARGEST = 100_000  # bytes of a record


@dataclass(frozen=True)
class Retraction:
    """A model that was taken back.

    Attributes
    ----------
    model : str
        Name and identity, as they stand beside its answers; by address where it is unknown.
    reason : str
    when : str
        ISO 8601, UTC.
    by : str
    """

    model: str
    reason: str
    when: str
    by: str

    def refusal(self, address: str) -> ModelError:
        """Give the error of whoever loads it."""
        return ModelError(
            f"{address}: was retracted on {self.when[:10]} by {self.by}: {self.reason}. Use "
            "another version; nhml retract --list lists the panels that it answered"
        )


def beside(folder: Path) -> Path:
    """Give where the retraction of a bundle's folder stands."""
    whole = folder.resolve()
    return whole.with_name(f"{whole.name}{SUFFIX}")


def identity(folder: Path) -> str:
    """Give the identity of a bundle without reading more of it than its manifest."""
    try:
        return hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"{folder}: its manifest cannot be read ({error.strerror})") from None


def label(folder: Path) -> str:
    """Give name and identity of a bundle, as they stand beside its answers.

    Raises
    ------
    ModelError
        If its manifest cannot be read.
    """
    known = identity(folder)
    try:
        name = strict_json.loads((folder / "manifest.json").read_text("utf-8"))["name"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise ModelError(f"{folder}/manifest.json: is not a manifest") from None
    return f"{name} {known[:12]}"


def of_folder(folder: Path) -> Retraction | None:
    """Read what stands beside a folder; None where it is of another bundle that lay there.

    Raises
    ------
    ModelError
        If something stands there that cannot be read: it may say that the model is wrong.
    """
    place = beside(folder)
    if not place.is_file():
        return None
    try:
        with place.open("rb") as file:
            told: dict[str, Any] = strict_json.loads(file.read(_LARGEST).decode("utf-8"))
        if told.pop("identity") != identity(folder):
            return None
        return Retraction(**{name: str(told[name]) for name in ("model", "reason", "when", "by")})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ModelError(f"{place}: is no retraction that can be read; look at it") from None


def write(folder: Path, told: Retraction) -> Path:
    """Write a retraction beside a bundle's folder.

    Raises
    ------
    ModelError
        If nothing can be written there.
    """
    place = beside(folder)
    content = {**asdict(told), "identity": identity(folder)}
    try:
        place.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    except OSError as error:
        raise ModelError(f"{place}: cannot be written ({error.strerror or 'fault'})") from None
    return place
