"""What setting up a circle asks of a person: pages to look at, and fields to fill."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from communities.models import Invitation
from leerkring.notifications.models import Message
from meetings.models import Meeting

pytestmark = pytest.mark.django_db
MOST_PAGES, MOST_INPUTS = 5, 30


class Visit:
    """A browser with somebody in front of it: what they see, and what they have to type or choose."""

    def __init__(self, client, path):
        self.client, self.pages, self.inputs = client, 0, 0
        self._show(client.get(path, follow=True))

    def _show(self, response):
        assert response.status_code == 200
        self.response, self.pages = response, self.pages + 1
        self.path = response.request["PATH_INFO"]
        here = (None, "", self.path)
        forms = html.fromstring(response.content).forms
        self.form = next((form for form in forms if form.method == "POST" and form.action in here), None)

    def fill(self, **values):
        """Type or choose; what the page proposes already costs nothing. Names as in the page, ``-`` for ``__``."""
        for name, value in values.items():
            name = name.replace("__", "-")
            assert name in self.form.fields, f"{name} is not on {self.path}"
            if self.form.fields[name] != value:
                self.form.fields[name] = value
                self.inputs += 1

    def press(self, **button):
        """Press a button; the page that follows is one more."""
        data = dict(self.form.form_values()) | button
        self._show(self.client.post(self.path, data, follow=True))


def test_circle_with_four_meetings_and_twelve_people_takes_few_pages_and_inputs(as_user, outsider, programme, area):
    visit = Visit(as_user(outsider), "/leerkringen/nieuw/")
    visit.fill(name="Gemert", kind="regional", area="Lingewaard", sector="practice", programme=str(programme.pk))
    visit.fill(question="Hoe vinden mantelzorgers in het dorp steun vóórdat ze overbelast zijn?")
    visit.press()
    first = timezone.localdate() + timedelta(days=30)
    visit.fill(learning_goal="Zien wie er zorgt voordat het te veel wordt.")
    for number, theme in enumerate(["Agenderen", "Visie", "Plan", "Uitvoeren en borgen"]):
        day = first + timedelta(days=30 * number)
        visit.fill(**{f"form__{number}__theme": theme, f"form__{number}__date": day.isoformat()})
        visit.fill(**{f"form__{number}__place": "Buurthuiskamer De Kersentuin"})
    visit.press()
    visit.fill(people="\n".join(f"Persoon {number} <persoon{number}@example.nl>" for number in range(12)))
    visit.press(go="next")
    assert not Message.objects.exists()
    visit.press()

    assert Meeting.objects.filter(status="planned").count() == 4
    assert Invitation.objects.filter(status="sent").count() == 12
    assert Message.objects.filter(kind="communities.invitation").count() == 12
    assert visit.pages <= MOST_PAGES and visit.inputs <= MOST_INPUTS
