"""What happens to a meeting, told to the apps above; each is sent in the transaction of the deed."""

from django.dispatch import Signal

# After a planned meeting was cancelled: ``meeting``, ``by``.
meeting_cancelled = Signal()
