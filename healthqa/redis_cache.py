"""Redis as Django's cache, and this process's own memory while Redis does not answer: limits then hold a process."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, cast

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

log = logging.getLogger(__name__)

#: Seconds that one question to Redis may take, and for which it is left alone after it did not answer.
PATIENCE, REST = 0.5, 5.0
_ASKED = (
    *("add", "get", "set", "touch", "delete", "has_key", "incr"),
    *("get_many", "set_many", "delete_many", "clear"),
)
#: Until when the Redis at these addresses is left alone, in time.monotonic(): of the process, as its threads are many.
_resting: dict[str, float] = {}


class _Client(RedisCacheClient):
    """Asks Redis, and where it does not answer the memory, which takes the same questions in the same words."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, **options)
        self._address = ",".join(servers)
        self.memory = LocMemCache(f"instead of {self._address}", {"OPTIONS": {"MAX_ENTRIES": 20_000}})

    @property
    def is_away(self) -> bool:
        return _resting.get(self._address, 0.0) > time.monotonic()

    def leave_alone(self, problem: Exception) -> None:
        _resting[self._address] = time.monotonic() + REST
        log.warning("Redis does not answer (%s); this process uses its own memory for now.", type(problem).__name__)


def _or_memory(name: str) -> Callable[..., Any]:
    ask_redis = getattr(RedisCacheClient, name)

    def asked(self: _Client, *given: Any, **named: Any) -> Any:
        from redis.exceptions import RedisError  # an extra: installed where CACHE_URL names Redis

        if not self.is_away:
            try:
                return ask_redis(self, *given, **named)
            except RedisError as problem:
                self.leave_alone(problem)
        return getattr(self.memory, name)(*given, **named)

    return asked


for _name in _ASKED:
    setattr(_Client, _name, _or_memory(_name))


class RedisOrMemory(RedisCache):
    """No page fails because the cache does: what it holds saves work or counts, and nothing is kept in it alone.

    `is_away` tells whether Redis was found silent in the last seconds; `/readyz` says so to the operator.
    """

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client

    @property
    def is_away(self) -> bool:
        return cast(_Client, self._cache).is_away
