"""`GET /fhir/metadata`: what this door can do, said by the door itself. No token is needed to ask."""

from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import Response

from varde.exchange.capability import statement
from varde.fhir import measures, observation, patient
from varde.fhir.http import answer, base_of
from varde.lib import clock

SERVED = (observation.SERVED, patient.SERVED, measures.MEASURE, measures.REPORT)


async def read(request: Request) -> Response:
    return answer(statement(SERVED, base=base_of(request), version=version("varde"), at=clock.now()))
