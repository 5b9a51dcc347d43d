#!/usr/bin/env python
"""Print which services the tests may use, one a line: postgresql, redis. Each has 3 seconds to answer."""

import os

import psycopg2
import redis


def postgresql_answers(url: str) -> bool:
    try:
        psycopg2.connect(url.replace("postgres://", "postgresql://", 1), connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def redis_answers(url: str) -> bool:
    with redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


if __name__ == "__main__":
    if postgresql_answers(os.environ["TEST_DATABASE_URL"]):
        print("postgresql")
    if redis_answers(os.environ["TEST_REDIS_URL"]):
        print("redis")
