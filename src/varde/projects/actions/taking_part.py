"""Who takes part in a project, and the one municipality that owns it."""

from django.db import transaction

from varde.audit.models import Action
from varde.geography.models import Municipality
from varde.indicators.models import Source
from varde.lib.context import Actor
from varde.projects import rights
from varde.projects.actions.writing import found, note
from varde.projects.drafts import ParticipantDraft
from varde.projects.models import Participation, Project, Role
from varde.projects.refusals import NotYours, Refused, refuse


@transaction.atomic
def take_part(*, by: Actor, draft: ParticipantDraft) -> Participation:
    """The municipality in the project in this role. With `takes_over` the owner that stands becomes a partner.

    Raises Refused for a second owner, for a project left without one, and outside its area; NotYours but for the lead of
    the programme.
    """
    if not rights.writes_about_all(by):
        raise NotYours
    project = Project.objects.select_for_update().filter(slug=draft.project).first()
    municipality = found(Municipality, "municipality", number=draft.municipality)
    source = found(Source, "source", key=draft.source)
    if project is None or municipality is None or source is None:
        raise Refused({"project": "Velg prosjekt, kommune og kilde."})
    owner = Participation.objects.select_related("municipality").filter(project=project, role=Role.OWNER).first()
    _check(draft, project, municipality, owner.municipality if owner else None)
    if owner and draft.role == Role.OWNER and owner.municipality != municipality:
        Participation.objects.filter(pk=owner.pk).update(role=Role.PARTNER)
    row, _ = Participation.objects.update_or_create(
        project=project, municipality=municipality, defaults={"role": draft.role, "source": source}
    )
    note(by, Action.UPDATE, Participation)
    return row


def _check(draft: ParticipantDraft, project: Project, municipality: Municipality, owner: Municipality | None) -> None:
    wants_to_own, owns = draft.role == Role.OWNER, owner == municipality
    in_area = project.helsefellesskap.filter(municipalities=municipality).exists()
    refuse(
        municipality="" if in_area else f"{municipality.name} ligger ikke i prosjektets område.",
        role=_role(draft, municipality, owner) if wants_to_own != owns or draft.role not in Role.values else "",
    )


def _role(draft: ParticipantDraft, municipality: Municipality, owner: Municipality | None) -> str:
    if draft.role not in Role.values:
        return "Velg et av svarene i lista."
    if draft.role != Role.OWNER:
        return f"{municipality.name} eier prosjektet, og et prosjekt kan ikke stå uten eier. La en annen overta først."
    if owner is None or draft.takes_over:
        return ""
    return (
        f"{owner.name} eier prosjektet, og et prosjekt har nøyaktig én eierkommune. "
        f"Kryss av for at {municipality.name} overtar, så blir {owner.name} deltaker."
    )
