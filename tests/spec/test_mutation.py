"""The heavy proof: mutmut changes the code of the rules in every way it knows, and the tables must notice nearly all of it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Some changes change nothing: a limit below what can be measured, an argument no condition reads.
NOTICED = 0.98
CONFIGURATION = """
[tool.mutmut]
source_paths = ["src/varde/triage/rules/"]
pytest_add_cli_args_test_selection = ["tests/spec/"]
pytest_add_cli_args = ["--ignore=tests/spec/test_mutation.py"]
also_copy = ["src", "tests", "docs"]
do_not_mutate = ["*/prose.py"]
"""


@pytest.mark.heavy
def test_nearly_every_change_to_the_code_of_the_rules_is_noticed(tmp_path):
    mutmut = Path(sys.executable).with_name("mutmut")
    for name in ("src", "tests", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text() + CONFIGURATION)
    subprocess.run([mutmut, "run", "--max-children", "2"], cwd=tmp_path, capture_output=True, check=False)
    subprocess.run([mutmut, "export-cicd-stats"], cwd=tmp_path, capture_output=True, check=True)
    counts = json.loads((tmp_path / "mutants" / "mutmut-cicd-stats.json").read_text())
    print(counts)
    assert counts["total"] > 1000
    assert counts["killed"] + counts["timeout"] >= NOTICED * counts["total"]
