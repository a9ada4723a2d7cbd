"""National numbers inside a kept resource: encrypted where they stand, so that the text in the database holds none.

Deterministic (AES-SIV), so that the same resource sent twice is still the same text; bound to the patient it is about.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from varde.exchange.codes import PERSON_NUMBER_SYSTEMS

MARK = "sealed:"
_ROOT = "urn:oid:2.16.578.1.12.4.1.4."


def may_hold_numbers(text: bytes | str) -> bool:
    """A quick look that almost always says no."""
    return (_ROOT.encode() if isinstance(text, bytes) else _ROOT) in text  # type: ignore[operator]


def sealed(tree: Any, patient_id: UUID) -> Any:
    """The resource with every identifier value of a person encrypted."""
    cipher, place = _cipher(), [str(patient_id).encode()]
    return _with_values(tree, lambda v: MARK + urlsafe_b64encode(cipher.encrypt(v.encode(), place)).decode())


def opened(tree: Any, patient_id: UUID) -> Any:
    """The resource as it was sent."""
    cipher, place = _cipher(), [str(patient_id).encode()]
    return _with_values(
        tree,
        lambda v: cipher.decrypt(urlsafe_b64decode(v.removeprefix(MARK)), place).decode() if v.startswith(MARK) else v,
    )


def _cipher() -> AESSIV:
    return AESSIV(hashlib.sha512(b"fhir numbers" + bytes.fromhex(settings.CIPHER_KEY)).digest())


def _with_values(node: Any, change: Callable[[str], str]) -> Any:
    if isinstance(node, dict):
        out = {key: _with_values(value, change) for key, value in node.items()}
        if node.get("system") in PERSON_NUMBER_SYSTEMS and isinstance(node.get("value"), str):
            out["value"] = change(node["value"])
        return out
    return [_with_values(value, change) for value in node] if isinstance(node, list) else node
