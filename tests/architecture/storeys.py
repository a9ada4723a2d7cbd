"""The order of the house, read from the import contract in pyproject.toml, and the checkout's files."""

import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def storeys() -> dict[str, int]:
    """Package of varde → its storey; 0 is the top. Packages on one storey may not know each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "storeys")
    return {
        name.strip(" ()"): height for height, layer in enumerate(layers) for name in layer.replace(":", "|").split("|")
    }


@cache
def files() -> tuple[Path, ...]:
    """What is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def sources(*folders: str, tests: bool = False) -> list[Path]:
    """Python files under `folders` of src/varde, without migrations, and without tests unless asked for."""
    below = [ROOT / "src/varde" / folder for folder in folders or ("",)]
    return [
        path
        for path in files()
        if path.suffix == ".py"
        and any(path.is_relative_to(folder) for folder in below)
        and "migrations" not in path.parts
        and (tests or "tests" not in path.relative_to(ROOT).parts)
    ]
