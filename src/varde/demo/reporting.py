"""Two reports of the demo: the annual report of last year, published, and a county's report in the making."""

from datetime import date, datetime

from varde.lib.context import Actor
from varde.reports import actions
from varde.reports.content import thawed
from varde.reports.models import Edition

ANNUAL, COUNTY = "arsrapport-omsorg", "fylkesrapport"
TEXTS = {
    "sammendrag": (
        "Ved årsskiftet ble {figure:aktive-pasienter} pasienter fulgt hjemme i {figure:kommuner-med-aktive-pasienter} "
        "kommuner.\n\nTallene er talt fra det som skjer i oppfølgingen. Rapporten er et eksempel med oppdiktede pasienter.",
        "Ved årsskiftet vart {figure:aktive-pasienter} pasientar følgde heime i {figure:kommuner-med-aktive-pasienter} "
        "kommunar.\n\nTala er talde frå det som skjer i oppfølginga. Rapporten er eit døme med oppdikta pasientar.",
    ),
    "vurdering": (
        "- Der kommunene, fastlegene og sykehuset deler samme plan, kommer flere i gang.\n"
        "- Forskjellene mellom helsefellesskapene er større enn tilfeldigheter forklarer, og bør undersøkes før de "
        "forklares.\n- Endringer fra før til etter sier ikke at oppfølgingen er årsaken.",
        "- Der kommunane, fastlegane og sjukehuset deler same plan, kjem fleire i gang.\n"
        "- Skilnadene mellom helsefellesskapa er større enn tilfeldigheiter forklarer, og bør undersøkjast før dei blir "
        "forklarte.\n- Endringar frå før til etter seier ikkje at oppfølginga er årsaka.",
    ),
}


def add(now: datetime, lead: Actor) -> None:
    """Needs last year's figures published. Nothing happens when the reports are there."""
    year_end = date(now.year - 1, 12, 31)
    edition = actions.make(by=lead, kind=ANNUAL, place="NO", as_of=year_end)
    if edition.is_open:
        _write(edition, lead)
        _publish(edition, lead, delivered=date(now.year, 7, 1))
    actions.make(by=lead, kind=COUNTY, place="F:40", as_of=year_end)


def _write(edition: Edition, lead: Actor) -> None:
    for section in edition.sections.all():
        if thawed(section.content).required:
            nb, nn = TEXTS[section.key]
            actions.write(
                by=lead,
                edition_id=edition.id,
                key=section.key,
                revision=section.revision,
                text_nb=nb,
                text_nn=nn,
            )


def _publish(edition: Edition, lead: Actor, *, delivered: date) -> None:
    edition.refresh_from_db()
    edition = actions.submit(by=lead, edition_id=edition.id, revision=edition.revision)
    edition = actions.approve(by=lead, edition_id=edition.id, revision=edition.revision)
    if delivered <= edition.filled_at.date():
        actions.deliver(by=lead, report_id=edition.report_id, on=delivered)
    actions.publish(by=lead, edition_id=edition.id, revision=edition.revision)
