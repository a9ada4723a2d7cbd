"""The patient's pages in nynorsk and English: nothing left untranslated, and the compiled catalogues are those of the sources."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

PORTALS = Path(__file__).resolve().parents[1]
LOCALE = PORTALS.parent / "locale"
SPOKEN = [PORTALS / "patient", PORTALS / "components"]
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def in_templates() -> Iterator[str]:
    for folder in SPOKEN:
        for path in folder.rglob("*.html"):
            turned = templatize(path.read_text(encoding="utf-8"), origin=path.name)
            for found in re.finditer(rf"\bn?gettext\({STRING}", turned):
                yield ast.literal_eval(found[1])


def in_code() -> Iterator[str]:
    for folder in SPOKEN:
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in CALLS
                    and isinstance(node.args[0], ast.Constant)
                ):
                    yield ast.literal_eval(node.args[0])


def compiled(language: str) -> dict[str, str]:
    """Message → translation; the plural forms of a message are left out."""
    with (LOCALE / language / "LC_MESSAGES/django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    return {(key if isinstance(key, str) else key[0]): text for key, text in catalogue.items() if key}


def written(language: str) -> set[str]:
    source = (LOCALE / language / "LC_MESSAGES/django.po").read_text(encoding="utf-8")
    return {
        "".join(ast.literal_eval(part) for part in QUOTED.findall(line))
        for line in re.findall(r"^msgid (.+)$", source, re.MULTILINE)
    } - {""}


@pytest.mark.parametrize("language", ["nn", "en"])
def test_everything_the_patient_reads_is_translated(language: str) -> None:
    spoken = {*in_templates(), *in_code()}
    assert len(spoken) > 200
    assert spoken - compiled(language).keys() == set()


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    assert set(compiled(language)) == written(language)


@pytest.mark.parametrize("language", ["nn", "en"])
def test_what_is_filled_in_stays_what_it_was(language: str) -> None:
    holes = re.compile(r"%\(\w+\)[sd]|%d|href=\"[^\"]+\"")
    for message, translation in compiled(language).items():
        assert sorted(holes.findall(message)) == sorted(holes.findall(translation)), message
