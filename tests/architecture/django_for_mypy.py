"""The django-stubs plugin imports the settings, which want an environment: give it one that reaches nothing."""

import os

for name in ("SECRET_KEY", "VARDE_CONTEXT_KEY", "VARDE_CIPHER_KEY", "VARDE_INDEX_KEY"):
    os.environ.setdefault(name, "0" * 64)
os.environ.setdefault("VARDE_ENV", "test")
os.environ.setdefault("DATABASE_URL", "postgresql://nobody@/none")

from mypy_django_plugin.main import plugin  # noqa: E402, F401
