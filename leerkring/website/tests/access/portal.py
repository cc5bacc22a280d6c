"""The portal itself, and what is somebody's own."""

from .roles import CIRCLE, EVERYBODY, FOLLOWERS, INSIDE, MEMBER, NOBODY, OWNER, PEOPLE, PROGRAMME, Page

PAGES = {
    # The portal
    "home": Page(EVERYBODY, None),
    "about": Page(EVERYBODY, None),
    "privacy": Page(EVERYBODY, None),
    "accessibility": Page(EVERYBODY, None),
    "start": Page(EVERYBODY, None),
    "terms": Page(EVERYBODY, None),
    "recognition_list": Page(EVERYBODY, None),
    "news_feed": Page(EVERYBODY, None),
    "sitemap": Page(EVERYBODY, None),
    "sitemap_part": Page(EVERYBODY, None, {"section": "sitemap_part"}),
    "social_picture": Page(EVERYBODY, None, {"kind": "picture_kind", "slug": "circle"}),
    "api": Page(EVERYBODY, None),
    "api_description": Page(EVERYBODY, None),
    "api_list": Page(EVERYBODY, None, {"resource": "api_resource"}),
    "api_one": Page(EVERYBODY, None, {"resource": "api_resource", "key": "circle"}),
    "api_nothing": Page(NOBODY, None, {"rest": "api_deep"}),
    "worker": Page(EVERYBODY, None),
    "offline": Page(EVERYBODY, None),
    "robots": Page(EVERYBODY, None),
    "favicon": Page(EVERYBODY, None),
    "security": Page(EVERYBODY, None),
    "search": Page(EVERYBODY, None),
    "search_suggestions": Page(EVERYBODY, None),
    "map": Page(EVERYBODY, None),
    "map_points": Page(EVERYBODY, None),
    "dashboard": Page(PEOPLE, None),
    **{f"programme_{name}": Page(EVERYBODY, None, PROGRAMME) for name in ("impact", "report", "numbers", "flow")},
    **{f"circle_{name}": Page(INSIDE, None, CIRCLE) for name in ("impact", "report", "numbers")},
    "organisation_results": Page(OWNER, None, {"organisation_slug": "managed_organisation"}),
    "set_language": Page(EVERYBODY, EVERYBODY),
    "files:file_detail": Page(INSIDE, None, {"pk": "file"}),
    # What people receive
    "notifications:notice_list": Page(PEOPLE, None),
    "notifications:notices_read": Page(None, PEOPLE),
    "notifications:notice_open": Page(None, frozenset({MEMBER}), {"pk": "notice"}),
    "notifications:settings": Page(PEOPLE, PEOPLE),
    "notifications:kind_settings": Page(PEOPLE, PEOPLE, {"name": "kind"}),
    "notifications:mute_settings": Page(INSIDE | FOLLOWERS, INSIDE | FOLLOWERS, {"scope": "scope"}),
    "notifications:ledger_own": Page(PEOPLE, None),
    "notifications:address_check": Page(None, PEOPLE),
    "notifications:address_confirm": Page(EVERYBODY, EVERYBODY, {"token": "check_token"}),
    "notifications:unsubscribe": Page(EVERYBODY, EVERYBODY, {"token": "unsubscribe_token"}),
    # Somebody's own account
    # Browsers post here by themselves.
    "accounts:policy_report": Page(None, EVERYBODY),
    "accounts:profile": Page(PEOPLE, PEOPLE),
    "accounts:photo_remove": Page(None, PEOPLE),
}
