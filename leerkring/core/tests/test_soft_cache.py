"""The cache while Redis is away."""

import pytest
from django.core.cache import caches
from redis.exceptions import ConnectionError as Away

from leerkring.core import soft_cache
from leerkring.core.soft_cache import SoftRedisCache
from leerkring.environment import cache_backends
from leerkring.notifications.tests.mail_server import free_port


@pytest.fixture
def away(settings, monkeypatch):
    """Caches as a grown portal has them, on a Redis that nobody answers at; the spare one in memory."""
    backends = cache_backends(f"redis://127.0.0.1:{free_port()}/0")
    backends["spare"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "spare"}
    settings.CACHES = backends
    monkeypatch.setattr(SoftRedisCache, "_away_until", 0.0)
    yield caches
    caches["spare"].clear()


def test_limits_are_counted_elsewhere_and_pages_are_kept_nowhere(away, caplog):
    assert away["default"].add("limit", 1, 60) is True
    assert away["default"].incr("limit") == 2
    assert away["spare"].get("limit") == 2
    assert away["default"].get_many(["limit", "other"]) == {"limit": 2}
    away["pages"].set("page", b"x")
    assert away["pages"].get("page") is None
    assert caplog.text.count("Redis is away") == 1
    with pytest.raises(Away):
        away["default"].ping()


def test_redis_is_asked_again_after_a_while(away, monkeypatch):
    away["default"].set("a", 1)
    asked = []
    monkeypatch.setattr(soft_cache.RedisCache, "get", lambda self, key, *rest, **more: asked.append(key) or "back")
    assert (away["default"].get("a"), asked) == (1, [])

    monkeypatch.setattr(SoftRedisCache, "_away_until", 0.0)

    assert (away["default"].get("a"), asked) == ("back", ["a"])
