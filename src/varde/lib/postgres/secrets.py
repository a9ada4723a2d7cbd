"""The secrets of one embedded database and of the application on it: made once, kept beside the data they belong to."""

import json
import os
from pathlib import Path
from secrets import token_hex

LOGINS = ("owner", "app", "worker", "report", "auditor")
KEYS = ("SECRET_KEY", "VARDE_CONTEXT_KEY", "VARDE_CIPHER_KEY", "VARDE_INDEX_KEY")

Secrets = dict[str, str]


def load(path: Path) -> Secrets:
    """Name → 64 hexadecimal digits, from a file only its owner may read."""
    known: Secrets = json.loads(path.read_text()) if path.is_file() else {}
    missing = {name: token_hex(32) for name in ("postgres", *LOGINS, *KEYS) if name not in known}
    if missing:
        known |= missing
        half = path.with_suffix(".half")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(known, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
    return known
