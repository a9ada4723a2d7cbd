"""`make check`: every check is run, each told in one line with its time, and what failed is shown at the end."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
CHECKS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "imports point down": ["lint-imports"],
    "clinical pages fresh": ["python", "-m", "tests.spec.pages", "--check"],
    "requirements traced": ["python", "-m", "tests.architecture.trace", "--quiet"],
    "architecture, migrations, vendored files, generated docs": [
        "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/architecture",
    ],
}  # fmt: skip


def main() -> int:
    failed = []
    for name, (tool, *arguments) in CHECKS.items():
        began = time.monotonic()
        done = subprocess.run([BIN / tool, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        print(f"{'FAILED' if done.returncode else 'ok':6} {time.monotonic() - began:5.1f} s  {name}", flush=True)
        if done.returncode:
            failed.append(f"--- {name} ---\n{done.stdout}{done.stderr}")
    print("\n".join(failed))
    print(f"{len(CHECKS) - len(failed)} of {len(CHECKS)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
