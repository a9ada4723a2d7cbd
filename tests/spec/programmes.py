"""Every plan definition with its tables."""

from tests.spec.hjertesvikt import HJERTESVIKT
from tests.spec.kols import KOLS

PROGRAMMES = (KOLS, HJERTESVIKT)
