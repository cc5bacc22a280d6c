"""What happens to mail, told to the apps above; sent in the transaction in which it is noted."""

from django.dispatch import Signal

# After an address was suppressed: ``address``, ``person`` (None without account), ``cause`` and ``at``.
address_suppressed = Signal()
