"""What happens to an account, told to the apps above; each is sent in the transaction of the deed."""

from django.dispatch import Signal

# After somebody chose another time zone: ``person``.
time_zone_changed = Signal()

# After somebody asked to be erased: ``request``.
erasure_asked = Signal()
# When somebody who asked for it is the only one who can do something, and so isn't erased yet: ``request``.
erasure_waits = Signal()
# After a copy of somebody's data was made: ``export``.
export_ready = Signal()
