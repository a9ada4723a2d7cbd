"""The spread projects: 17 that cover 19 helsefellesskap, one owner each, every fact with its source."""

from uuid import UUID

import pytest
from django.db import IntegrityError

from varde.audit.models import AuditEvent
from varde.geography import actions as geography
from varde.geography.models import Municipality
from varde.indicators import counts
from varde.lib.context import Actor
from varde.projects import actions, published
from varde.projects.models import Coverage, Participation, Project, Role, Statement

BY = Actor("worker", UUID(int=1), "Innlasting")
OWNERS = [
    "Gamvik",
    "Kvænangen",
    "Bodø",
    "Brønnøy",
    "Overhalla",
    "Trondheim",
    "Volda",
    "Sunnfjord",
    "Masfjorden",
    "Stavanger",
    "Kristiansand",
    "Skien",
    "Fredrikstad",
    "Asker",
    "Oslo",
    "Ullensaker",
    "Vågå",
]


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    geography.load()
    actions.load(by=BY)


def project(slug):
    return published.projects().in_full().get(slug=slug)


def test_seventeen_projects_cover_all_nineteen_helsefellesskap():
    assert published.projects().count() == 17
    assert Coverage.objects.values("helsefellesskap").distinct().count() == 19


def test_two_projects_cover_two_each():
    two = [p.name for p in published.projects().with_participants() if len(p.helsefellesskap.all()) == 2]
    assert two == ["Førde og Fonna", "Vestfold og Telemark"]


def test_the_owners_are_those_of_the_figure():
    owners = {p.owner.municipality.name for p in published.projects().with_participants()}
    assert owners == set(OWNERS)


def test_every_owner_lies_in_the_area_of_its_project():
    for one in published.projects().in_full():
        area = {place.number for part in one.helsefellesskap.all() for place in part.municipalities.all()}
        assert one.owner.municipality_id in area, one.name


def test_a_second_owner_is_refused_by_the_database():
    one = Project.objects.get(slug="oslo")
    with pytest.raises(IntegrityError):
        Participation.objects.create(
            project=one,
            municipality=Municipality.objects.get(number="3201"),
            role=Role.OWNER,
            source_id="erfaringsrapport-3-3",
        )


def test_a_project_without_an_owner_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="exactly one owner"):
        Project.objects.create(slug="ingens", name="Ingens")
    with pytest.raises(IntegrityError, match="exactly one owner"):
        Participation.objects.filter(project__slug="oslo").update(role=Role.PARTNER)
    assert project("oslo").owner.municipality_id == "0301"


@pytest.mark.parametrize(("slug", "members"), [("sor-rogaland", 15), ("ostfold", 13), ("helgeland", 18)])
def test_everybody_takes_part_where_the_source_says_so(slug, members):
    assert len(project(slug).participations.all()) == members
    assert project(slug).statements.get(kind="municipalities").number == members


def test_sources_that_disagree_are_both_kept():
    joined = project("finnmark").statements.filter(kind="joined").order_by("on")
    assert [(one.on.isoformat(), one.source_id) for one in joined] == [
        ("2023-02-01", "portefolje-spredning"),
        ("2023-10-01", "erfaringsrapport-3-3"),
    ]


def test_loading_again_changes_nothing_and_leaves_corrections_alone():
    Project.objects.filter(slug="oslo").update(name="Oslo kommune")
    before = [m.objects.count() for m in (Project, Coverage, Participation, Statement)]
    actions.load(by=BY)
    assert [m.objects.count() for m in (Project, Coverage, Participation, Statement)] == before
    assert Project.objects.get(slug="oslo").name == "Oslo kommune"
    assert AuditEvent.objects.using("auditor").filter(what="Spredningsprosjekter").count() == 1


def test_a_municipality_finds_the_project_of_its_helsefellesskap():
    kvaenangen = Municipality.objects.called("Kværangen").get()
    assert [p.slug for p in published.projects().covering(kvaenangen)] == ["troms-og-ofoten"]


def test_coverage_is_counted_from_the_projects():
    live = counts.live()
    assert live["helsefellesskap"].value == 19
    # 17 owners, all of Sør-Rogaland (15), Østfold (13) and Helgeland (18) with their owners, and three in Finnmark.
    assert live["kommuner"].value == 15 + 13 + 18 + 14 + 3


def test_a_municipality_in_two_projects_counts_once():
    before = counts.live()["kommuner"].value
    bodo = Municipality.objects.get(number="1804")
    second = Participation.objects.create(
        project=Project.objects.get(slug="finnmark"),
        municipality=bodo,
        role=Role.OBSERVER,
        source_id="erfaringsrapport-3-3",
    )
    assert counts.live()["kommuner"].value == before
    second.delete(using="owner")
