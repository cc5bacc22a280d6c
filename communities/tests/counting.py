"""Counting everything now, as a worker does over a day."""

from django.utils import timezone

from communities.actions.tally import recount, sum_up_due
from communities.models import Community


def count_now():
    """Count each circle that has started, whatever is known of it, and add up their programmes."""
    now = timezone.now()
    recount(list(Community.objects.started().values_list("pk", flat=True)), now)
    sum_up_due(now)
