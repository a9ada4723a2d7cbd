"""Reports for the table: one that anybody reads, one that only the programme lead writes, one of a project."""

from datetime import date

from tests.people import organization, personnel
from varde.reports import actions
from varde.reports.content import thawed
from varde.reports.models import Edition

DAY = date(2024, 12, 31)


def make() -> None:
    by = personnel("Anne Rapport", organization("directorate", "Helsedirektoratet"), "programme_lead").actor
    final = actions.make(by=by, kind="sluttrapport", place="NO")
    for section in final.sections.all():
        if thawed(section.content).required:
            actions.write(by=by, edition_id=final.id, key=section.key, revision=1, text_nb="Godt.", text_nn="")
    final = actions.submit(by=by, edition_id=final.id, revision=revision(final))
    # Somebody else has the same role in this world, so another signs.
    other = personnel("Bo Godkjenner", organization("directorate", "Helsedirektoratet"), "programme_lead").actor
    final = actions.approve(by=other, edition_id=final.id, revision=final.revision)
    actions.publish(by=other, edition_id=final.id, revision=final.revision)
    actions.make(by=by, kind="arsrapport-omsorg", place="NO", as_of=DAY)
    actions.make(by=by, kind="prosjektrapport", place="P:vestfold-og-telemark", as_of=DAY)


def revision(edition: Edition) -> int:
    edition.refresh_from_db()
    return edition.revision


def draft() -> Edition:
    return Edition.objects.get(report__slug="arsrapport-omsorg-2024")
