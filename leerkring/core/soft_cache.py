"""A cache that is shared through Redis, and does without it while Redis is away.

Limits on guessing are counted in the cache, so what is asked of it then goes to a second cache (the database), and
they hold; where none is named there is simply nothing kept. Redis is asked again after a few seconds.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
# How long Redis is not asked after it did not answer: waiting for it costs each request up to a second.
REST = 5.0


class SoftRedisCache(RedisCache):
    """Redis, or else the cache that ``OPTIONS["spare"]`` names."""

    # Of the process: until when Redis is left alone.
    _away_until = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        params = {**params, "OPTIONS": dict(params.get("OPTIONS", {}))}
        self._spare_name = params["OPTIONS"].pop("spare", "")
        super().__init__(server, params)

    @property
    def _spare(self) -> BaseCache:
        return caches[self._spare_name] if self._spare_name else DummyCache("", {})

    def ping(self) -> None:
        """Raise when Redis does not answer at this moment."""
        super().get("ping")

    def _do(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= SoftRedisCache._away_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                SoftRedisCache._away_until = time.monotonic() + REST
                log.warning("Redis is away, the portal does without: %s", type(error).__name__)
        return getattr(self._spare, name)(*args, **kwargs)


def _soft(name: str) -> Callable[..., Any]:
    @wraps(getattr(RedisCache, name))
    def asked(self: SoftRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._do(name, *args, **kwargs)

    return asked


ASKED = "add get set touch delete get_many has_key incr set_many delete_many clear"
for _name in ASKED.split():
    setattr(SoftRedisCache, _name, _soft(_name))
