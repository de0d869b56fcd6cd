"""Fixtures of every test, a module a theme: the databases, pace, flushes, rows that stand, people."""

pytest_plugins = [
    "tests.migrated",
    "tests.databases",
    "tests.pace",
    "tests.transactional",
    "tests.standing",
    "tests.people",
]
