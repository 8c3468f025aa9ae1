"""Who made a bundle: an Ed25519 signature over its manifest.

Digests say that nothing was changed since the manifest was written; a signature says who
wrote it. Keys are PEM files as ``openssl genpkey -algorithm ed25519`` makes them.
"""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from nhml.errors import ModelError

FILE = "signature"
LENGTH = 64  # bytes of an Ed25519 signature
_LARGEST = 10_000  # bytes; no key is so long


def sign(manifest: bytes, key: Path | str) -> bytes:
    """Sign the bytes of a manifest.

    Parameters
    ----------
    manifest : bytes
    key : path
        A private key without a passphrase.

    Raises
    ------
    ModelError
        If it holds no such key.
    """
    try:
        private = load_pem_private_key(_read(key), password=None)
    except (ValueError, TypeError):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise ModelError(
            f"{key}: holds no Ed25519 private key without a passphrase; "
            "openssl genpkey -algorithm ed25519 -out key.pem makes one"
        )
    return private.sign(manifest)


def verify(manifest: bytes, signature: bytes | None, trusted: Path | str) -> None:
    """See that a manifest was signed by the holder of a key.

    Parameters
    ----------
    manifest : bytes
    signature : bytes or None
        None where the bundle has none.
    trusted : path
        The public key.

    Raises
    ------
    ModelError
        If it was not, or the file holds no such key.
    """
    try:
        public = load_pem_public_key(_read(trusted))
    except ValueError:
        public = None
    if not isinstance(public, Ed25519PublicKey):
        raise ModelError(
            f"{trusted}: holds no Ed25519 public key; "
            "openssl pkey -in key.pem -pubout -out public.pem makes one"
        )
    if signature is None:
        raise ModelError(f"it is not signed; wanted the signature of {trusted}")
    try:
        public.verify(signature, manifest)
    except InvalidSignature:
        raise ModelError(f"its signature is not that of {trusted}") from None


def _read(path: Path | str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror or 'fault'})") from None
