"""Hypothesis without deadlines: the machine may be busy, the rules may not be wrong."""

from hypothesis import settings

settings.register_profile("spec", deadline=None)
settings.load_profile("spec")
