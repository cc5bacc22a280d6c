"""The portal with the next release in it."""

from importlib import import_module

globals().update(vars(import_module("leerkring.settings")))

INSTALLED_APPS = [*globals()["INSTALLED_APPS"], "leerkring.website.tests.grown.upgrade"]
