"""The portal itself, and what is somebody's own."""

from .roles import EVERYBODY, INSIDE, PEOPLE, Page

PAGES = {
    # The portal
    "home": Page(EVERYBODY, None),
    "about": Page(EVERYBODY, None),
    "privacy": Page(EVERYBODY, None),
    "accessibility": Page(EVERYBODY, None),
    "robots": Page(EVERYBODY, None),
    "favicon": Page(EVERYBODY, None),
    "security": Page(EVERYBODY, None),
    "search": Page(EVERYBODY, None),
    "dashboard": Page(PEOPLE, None),
    "set_language": Page(EVERYBODY, EVERYBODY),
    "files:file_detail": Page(INSIDE, None, {"pk": "file"}),
    # What people receive
    "notifications:settings": Page(PEOPLE, PEOPLE),
    "notifications:unsubscribe": Page(EVERYBODY, EVERYBODY, {"token": "unsubscribe_token"}),
    # Somebody's own account
    "accounts:profile": Page(PEOPLE, PEOPLE),
    "accounts:photo_remove": Page(None, PEOPLE),
}
