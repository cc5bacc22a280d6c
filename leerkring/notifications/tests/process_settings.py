"""Settings for the processes that a test starts: the portal's own, on the test's database and a queue of its own."""

import os
from importlib import import_module

globals().update(vars(import_module("leerkring.settings")))

INSTALLED_APPS = [*globals()["INSTALLED_APPS"], "leerkring.notifications.tests.postcards.Postcards"]
DATABASES = {"default": globals()["DATABASES"]["default"] | {"NAME": os.environ["PORTAL_DATABASE"]}}
CELERY_TASK_DEFAULT_QUEUE = os.environ["PORTAL_QUEUE"]
