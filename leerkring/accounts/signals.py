"""What happens to an account, told to the apps above; each is sent in the transaction of the deed."""

from django.dispatch import Signal

# After somebody chose another time zone: ``person``.
time_zone_changed = Signal()
