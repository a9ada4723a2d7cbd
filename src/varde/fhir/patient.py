"""`/fhir/Patient`: read only. Patients are registered elsewhere."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from varde.care_teams.scope import scope_for
from varde.exchange import patient as shape
from varde.exchange.capability import Served
from varde.exchange.problems import Refused
from varde.exchange.strict import Tree
from varde.fhir import denials, tokens
from varde.fhir.http import answer
from varde.lib.context import Actor

SERVED = Served("Patient", ("read",))


async def read(request: Request) -> Response:
    by = await tokens.who(request)
    try:
        wanted = UUID(request.path_params["id"])
    except ValueError:
        raise Refused(404, "not-found", "") from None
    tree = await denials.read(by, "FHIR Patient", f"Patient/{wanted}", lambda: _one(by, wanted))
    return answer(tree, headers={"ETag": 'W/"1"'})


def _one(by: Actor, patient_id: UUID) -> Tree:
    with scope_for(by, [patient_id]) as scope:
        found = scope.patient(patient_id)
        scope.record_read(what="FHIR Patient", resources={patient_id: [f"Patient/{patient_id}"]})
        return shape.to_fhir(
            shape.Person(
                found.id, found.given_name, found.family_name, found.birth_date, found.phone, found.language,
                found.has_protected_address,
            )
        )  # fmt: skip
