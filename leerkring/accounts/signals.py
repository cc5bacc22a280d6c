"""What happens to an account, told to the apps above; each is sent in the transaction of the deed."""

from django.dispatch import Signal

# After somebody chose another time zone: ``person``.
time_zone_changed = Signal()
# Somebody must make a second factor: ``person``, whose ``second_factor_due`` says by when.
second_factor_asked = Signal()
# An operator took away the second factor of who lost theirs: ``person``.
second_factor_taken_away = Signal()
# Somebody logged in with a browser that they did not use before: ``person``, ``user_agent``, ``at``.
new_device_seen = Signal()

# After somebody asked to be erased: ``request``.
erasure_asked = Signal()
# When somebody who asked for it is the only one who can do something, and so isn't erased yet: ``request``.
erasure_waits = Signal()
# After a copy of somebody's data was made: ``export``.
export_ready = Signal()
# After somebody objected to something that a person has to decide on: ``objection``.
objection_made = Signal()
# When nobody used an account for so long that it is erased in ``days``: ``person``, ``days``.
sleeps = Signal()
