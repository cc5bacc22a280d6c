"""What tests of a programme ask of its rows."""


def titles(meeting):
    return list(meeting.items.values_list("title", flat=True))


def version_of(meeting):
    meeting.refresh_from_db()
    return meeting.programme_version
