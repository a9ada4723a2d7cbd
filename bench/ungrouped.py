"""The same door without group commit: one submission a commit, on as many threads as requests are served at once."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "varde.settings")
django.setup()

from varde.fhir.app import Door  # noqa: E402
from varde.fhir.flusher import Flusher  # noqa: E402

app = Door(Flusher(limit=1, threads=8))
