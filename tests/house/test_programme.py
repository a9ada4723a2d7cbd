"""An installation brings in the programme's sources with one command, again without harm, and people per place with another."""

from contextlib import nullcontext

import pytest

from varde import cli, running
from varde.audit.models import AuditEvent
from varde.geography import published as geography
from varde.geography.models import Municipality
from varde.indicators.models import MeasureReport
from varde.lib import clock
from varde.portfolio.models import Initiative
from varde.projects.models import Participation, Project


@pytest.fixture(autouse=True)
def on_this_database(database, monkeypatch):
    monkeypatch.setattr(running, "database", nullcontext)


def counted():
    models = (Municipality, Project, Participation, Initiative, MeasureReport)
    return [model.objects.count() for model in models]


def test_the_programme_is_brought_in_once(capsys):
    assert cli.main(["programme", "load"]) == 0
    assert "sources are in" in capsys.readouterr().out
    municipalities, projects, participants, initiatives, _ = once = counted()
    assert (municipalities, projects) == (357, 17)
    assert participants >= 63
    assert initiatives >= 3
    assert cli.main(["programme", "load"]) == 0
    assert counted() == once
    assert not Participation.objects.filter(source="syntetisk-demo").exists()
    assert geography.population(clock.now().date()) == {}


def test_people_per_place_come_from_a_file_with_its_source(tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_text("\ufeffnumber,people\r\n0301,717710\r\n030101,61000\r\n", encoding="utf-8")
    assert (
        cli.main(["programme", "population", str(file), "--source", "SSB, tabell 07459", "--as-of", "2026-01-01"]) == 0
    )
    assert "SSB, tabell 07459: 2 places" in capsys.readouterr().out
    assert geography.population(clock.now().date())["030101"] == 61000
    assert (
        AuditEvent.objects.using("auditor")
        .filter(what="Innbyggere per 01.01.2026", resources="SSB, tabell 07459")
        .count()
        == 1
    )


@pytest.mark.parametrize(("text", "said"), [("number,people\n9999,1\n", "Linje 2"), (None, "No such file")])
def test_a_file_that_cannot_be_used_is_told_in_one_line(tmp_path, capsys, text, said):
    file = tmp_path / "bad.csv"
    if text:
        file.write_text(text)
    assert cli.main(["programme", "population", str(file), "--source", "?", "--as-of", "2026-01-02"]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
