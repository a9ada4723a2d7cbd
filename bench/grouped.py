"""The FHIR door as it is served."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "varde.settings")
django.setup()

from varde.fhir.app import Door  # noqa: E402

app = Door()
