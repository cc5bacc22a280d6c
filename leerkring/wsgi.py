"""The entrance for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from leerkring.core.room import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")

application = with_room(get_wsgi_application())
