"""A signature says who wrote a bundle."""

import json
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from nhml.errors import ModelError
from nhml.modelling import bundle, signature
from nhml.modelling.risk_model import RiskModel


def keys(folder: Path, name: str) -> tuple[Path, Path]:
    """A private key and its public one, as openssl writes them."""
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / f"{name}.pem").write_bytes(pem)
    (folder / f"{name}.pub").write_bytes(public)
    return folder / f"{name}.pem", folder / f"{name}.pub"


@pytest.fixture
def signed(model: RiskModel, folder: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A signed bundle, and the public key of who signed it."""
    private, public = keys(tmp_path, "ours")
    exam = [json.loads(line) for line in (folder / "probes.jsonl").read_bytes().splitlines()]
    bundle.save(model, tmp_path / "model", exam, key=private)
    return tmp_path / "model", public


def test_a_signed_bundle_is_trusted_by_who_knows_the_key(signed: tuple[Path, Path]) -> None:
    """And read by who does not ask."""
    made, public = signed
    assert bundle.load(made, trusted=public).identity == bundle.load(made).identity


def test_the_identity_is_the_same_without_a_signature(
    signed: tuple[Path, Path], tmp_path: Path
) -> None:
    """It is that of the manifest, which does not hold the signature."""
    made, _ = signed
    plain = Path(shutil.copytree(made, tmp_path / "plain"))
    (plain / "signature").unlink()
    assert bundle.load(plain).identity == bundle.load(made).identity


def test_a_bundle_without_a_signature_is_not_trusted(folder: Path, tmp_path: Path) -> None:
    """Who asks for one gets no model without."""
    _, public = keys(tmp_path, "ours")
    with pytest.raises(ModelError, match="is not signed; wanted the signature of"):
        bundle.load(folder, trusted=public)


def test_a_bundle_of_somebody_else_is_not_trusted(
    signed: tuple[Path, Path], tmp_path: Path
) -> None:
    """A good signature by another key."""
    _, theirs = keys(tmp_path, "theirs")
    with pytest.raises(ModelError, match="its signature is not that of"):
        bundle.load(signed[0], trusted=theirs)


def test_a_manifest_that_was_changed_is_not_trusted(signed: tuple[Path, Path]) -> None:
    """Nor one bit of the signature."""
    made, public = signed
    manifest = made / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    with pytest.raises(ModelError, match="its signature is not that of"):
        bundle.load(made, trusted=public)


def test_a_signature_of_another_length_is_refused_unasked(signed: tuple[Path, Path]) -> None:
    """Whatever lies there, it is none."""
    made, _ = signed
    (made / "signature").write_bytes(b"x" * 65)
    with pytest.raises(ModelError, match="signature is not one of 64 bytes"):
        bundle.load(made)


def test_what_is_no_key_is_said(tmp_path: Path) -> None:
    """With the command that makes one."""
    private, public = keys(tmp_path, "ours")
    other = generate_private_key(SECP256R1())
    wrong = tmp_path / "ec.pem"
    wrong.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    for path in (public, wrong):
        with pytest.raises(ModelError, match="openssl genpkey"):
            signature.sign(b"", path)
    for path in (private, wrong):
        with pytest.raises(ModelError, match="openssl pkey"):
            signature.verify(b"", b"", path)
    with pytest.raises(ModelError, match="cannot be read"):
        signature.sign(b"", tmp_path / "absent.pem")


def test_a_key_is_found_to_be_none_before_anything_is_learnt(
    model: RiskModel, tmp_path: Path
) -> None:
    """Nothing is written for it."""
    with pytest.raises(ModelError, match="cannot be read"):
        bundle.save(model, tmp_path / "model", [], key=tmp_path / "absent.pem")
    assert not (tmp_path / "model").exists()
