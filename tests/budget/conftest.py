"""The real Redis of the tests next door."""

from __future__ import annotations

from tests.limits.conftest import own_redis, redis_server

__all__ = ["own_redis", "redis_server"]
