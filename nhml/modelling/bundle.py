"""A model as a folder of plain data, and a loader that trusts nothing.

::

    manifest.json            what it is; the SHA-256 of every other file; its own SHA-256
                             is the identity of the model
    preprocess.json          features, population, reference by age and sex, stability
    refits.json              the bootstrap refits, where the model keeps any
    trees.json               boosted trees, where the model has any
    coefficients.json        spline logistic, where the model has one
    calibration.json         slope and intercept on the log-odds, and a later update
    baseline/                coefficients and calibration of the logistic baseline
    joint.json               how what it reads goes together: quantiles and correlations
    probes.jsonl             synthetic panels with their features and risks
    card.json                what a person reads about the model
    profile.json             the people it was trained on, column by column, where it is known
    signature                of the manifest by the one who made it, where it was signed

No clock, host or path goes in: the same data, config and seed give the same bytes.
"""

import hashlib
import re
import stat
import warnings
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from nhml.errors import KnowledgeError, ModelError, ModelNotFound, listing
from nhml.modelling import probes, serial, signature
from nhml.modelling.risk_model import RiskModel

FORMAT = 1
_MANIFEST = {"name": str, "outcome": str, "features": list, "tables": dict, "files": dict}
_NAME = r"[a-z0-9]+(-[a-z0-9]+)*"  # it stands beside every answer
_MOST_FILES, _MOST_BYTES = 20, 20_000_000
_OTHER_BYTES = {
    "trees.json": 30_000_000, "refits.json": 100_000_000, "probes.jsonl": 5_000_000,
    "manifest.json": 1_000_000,
}  # fmt: skip
_FILES = frozenset(
    {
        "preprocess.json", "trees.json", "coefficients.json", "calibration.json",
        "baseline/coefficients.json", "baseline/calibration.json", "probes.jsonl", "card.json",
        "profile.json",
        "joint.json",
        "refits.json",
    }
)  # fmt: skip


def pack(
    model: RiskModel, exam: list[dict[str, Any]], provenance: Mapping[str, Any] | None = None
) -> dict[str, bytes]:
    """Write a model as file contents by name, the manifest last.

    Parameters
    ----------
    model : RiskModel
    exam : list of dict
        Probes, as `nhml.modelling.probes.make` gives them.
    provenance : mapping of str to object, optional
        Plain facts of the run: config fingerprint, lock digest, versions.
    """
    contents = serial.files_of(model)
    contents["probes.jsonl"] = b"".join(serial.as_json(probe, indent=None) for probe in exam)
    contents["card.json"] = serial.as_json(serial.card(model))
    manifest = {
        "format": FORMAT,
        "nhml": version("nhml"),
        "name": model.name,
        "outcome": model.outcome.key,
        "features": _listed(model),
        "tables": probes.digests(model),
        "provenance": dict(provenance or {}),
        "files": {name: hashlib.sha256(contents[name]).hexdigest() for name in sorted(contents)},
    }
    return {**contents, "manifest.json": serial.as_json(manifest)}


def save(
    model: RiskModel,
    folder: Path | str,
    exam: list[dict[str, Any]],
    provenance: Mapping[str, Any] | None = None,
    *,
    key: Path | str | None = None,
) -> RiskModel:
    """Write a bundle into a new or empty folder.

    Parameters
    ----------
    model : RiskModel
    folder : path
    exam : list of dict
        Probes, as `nhml.modelling.probes.make` gives them.
    provenance : mapping of str to object, optional
    key : path, optional
        A private key to sign it with.

    Returns
    -------
    RiskModel
        The model as loaded from there, with its identity.

    Raises
    ------
    ModelError
        If the folder holds anything, or the key is none.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ModelError(f"{folder} is not an empty folder; name another one")
    contents = pack(model, exam, provenance)
    if key is not None:
        contents[signature.FILE] = signature.sign(contents["manifest.json"], key)
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return load(folder)


def load(folder: Path | str, *, trusted: Path | str | None = None) -> RiskModel:
    """Read a bundle: paths and sizes, signature, digests, schema, parse, probes, and then use.

    Parameters
    ----------
    folder : path
    trusted : path, optional
        A public key: only what was signed by its holder is read further.

    Returns
    -------
    RiskModel

    Raises
    ------
    ModelNotFound
        If there is no bundle.
    ModelError
        If it cannot be trusted: a file more, less, changed, or not plain.
    ModelMismatch
        If it no longer gives the answers that it was saved with.
    """
    folder = Path(folder)
    if not (folder / "manifest.json").is_file():
        raise ModelNotFound(f"{folder}: no manifest.json; name the folder of a saved model")
    raw = _read_plain(folder)
    written, signed = raw.pop("manifest.json"), raw.pop(signature.FILE, None)
    if trusted is not None:
        try:
            signature.verify(written, signed, trusted)
        except ModelError as error:
            raise ModelError(f"{folder}: {error}") from None
    manifest = _manifest(folder, written)
    _verify(folder, manifest, raw)
    model = _examined(folder, manifest, raw)
    _warn_of_tables(folder, manifest, model)
    return model


def _examined(folder: Path, manifest: Mapping[str, Any], raw: Mapping[str, bytes]) -> RiskModel:
    """Parse a verified bundle and let it answer its probes.

    Digests say that nothing was changed, not who wrote it: whatever a library makes of
    content that fits no schema is the bundle's fault.
    """
    try:
        model = replace(serial.model_of(manifest, raw), identity=manifest["identity"])
        probes.examine(model, [serial.from_json(line) for line in raw["probes.jsonl"].splitlines()])
    except ModelError:
        raise
    except KnowledgeError as error:  # a condition of the bundle, not one of the tables
        raise ModelError(f"{folder}: {error}") from None
    except Exception as error:
        raise ModelError(f"{folder}: does not hold a model ({type(error).__name__})") from None
    if manifest["features"] != _listed(model):
        raise ModelError(f"{folder}: its manifest lists other features than it reads")
    return model


def _listed(model: RiskModel) -> list[dict[str, str]]:
    return [{"name": one.name, "unit": one.unit} for one in model.features]


def _read_plain(folder: Path) -> dict[str, bytes]:
    """Read every file; refuse what is no plain file, too many or too large."""
    mistakes, found = [], {}
    for path in _entries(folder):
        name, kind = path.relative_to(folder).as_posix(), path.lstat()
        if stat.S_ISDIR(kind.st_mode) and name == "baseline":
            continue
        if not stat.S_ISREG(kind.st_mode):
            mistakes.append(f"{name} is not a plain file")
        elif name not in _FILES | {"manifest.json", signature.FILE}:
            mistakes.append(f"{name} does not belong to a bundle")
        elif name == signature.FILE and kind.st_size != signature.LENGTH:
            mistakes.append(f"{name} is not one of {signature.LENGTH} bytes")
        elif kind.st_size > (most := _OTHER_BYTES.get(name, _MOST_BYTES)):
            mistakes.append(f"{name} is larger than {most // 10**6} MB")
        else:
            found[name] = path
    if mistakes:
        raise ModelError(listing(f"{folder} cannot be trusted", mistakes))
    try:
        return {name: path.read_bytes() for name, path in found.items()}
    except OSError as error:
        raise ModelError(f"{folder}: cannot be read ({type(error).__name__})") from None


def _entries(folder: Path) -> list[Path]:
    """List what lies in a bundle, a few names more than it has, and nothing beneath them."""
    inner = folder / "baseline"
    homes = [folder] if inner.is_symlink() or not inner.is_dir() else [folder, inner]
    return sorted(path for home in homes for path in islice(home.iterdir(), _MOST_FILES))


def _manifest(folder: Path, raw: bytes) -> dict[str, Any]:
    try:
        manifest = serial.from_json(raw)
        known = type(manifest["format"]) is int and manifest["format"] == FORMAT
        whole = all(isinstance(manifest.get(name), kind) for name, kind in _MANIFEST.items())
        whole = whole and re.fullmatch(_NAME, str(manifest["name"])) is not None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ModelError(f"{folder}/manifest.json: is not a manifest") from None
    if not known:
        raise ModelError(
            f"{folder}/manifest.json: has another format than {FORMAT}; "
            "load it with the nhml version that it names, or train again"
        )
    if not whole:
        raise ModelError(f"{folder}/manifest.json: is not a manifest")
    return {**manifest, "identity": hashlib.sha256(raw).hexdigest()}


def _verify(folder: Path, manifest: Mapping[str, Any], raw: Mapping[str, bytes]) -> None:
    stated = manifest["files"]
    mistakes = [f"{name} is missing" for name in sorted(set(stated) - set(raw))]
    mistakes += [f"{name} is not in the manifest" for name in sorted(set(raw) - set(stated))]
    mistakes += [
        f"{name} was changed after it was saved"
        for name in sorted(set(stated) & set(raw))
        if hashlib.sha256(raw[name]).hexdigest() != stated[name]
    ]
    mistakes += [f"{name} is missing" for name in ("probes.jsonl",) if name not in stated]
    if mistakes:
        raise ModelError(listing(f"{folder} cannot be trusted", mistakes))


def _warn_of_tables(folder: Path, manifest: Mapping[str, Any], model: RiskModel) -> None:
    now = probes.digests(model)
    moved = [name for name, digest in manifest["tables"].items() if now.get(name) != digest]
    if moved:
        warnings.warn(
            f"{folder}: rows of {', '.join(moved)} that the model uses were changed since it was "
            "trained; no probe moved",
            stacklevel=3,
        )
