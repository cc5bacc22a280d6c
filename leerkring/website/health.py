"""From where on something is wrong."""

from datetime import timedelta

# The beat ticks every minute; after three of them somebody should look (rule 9).
OLDEST_TICK = timedelta(minutes=3)
# The mailbox is looked into each minute; a server that is away for an hour is for somebody to look at.
OLDEST_FETCH = timedelta(hours=1)
# More mails than one delivery takes were due and still wait.
MOST_LATE = 500
# One wrong address is everyday; so many in a day mean that a server or a template is.
MOST_GIVEN_UP = 20
