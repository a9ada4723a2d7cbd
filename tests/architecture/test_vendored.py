"""Vendored files are exactly those of the manifest: name, version, licence and SHA-256."""

import hashlib
import tomllib

from tests.architecture.storeys import ROOT

VENDOR = ROOT / "src/varde/portals/components/static/vendor"


def digests() -> dict[str, str]:
    """File name → SHA-256 of what lies in the folder, the manifest and the licence texts aside."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.is_file() and path.name != "manifest.toml"
    }


def test_vendored_files_are_those_of_the_manifest():
    assets = tomllib.loads((VENDOR / "manifest.toml").read_text())["asset"]
    assert {asset["file"]: asset["sha256"] for asset in assets} == digests()
    for asset in assets:
        assert asset["name"]
        assert asset["version"]
        assert asset["licence"]
        assert (VENDOR / asset["licence_file"]).is_file()
