"""Fixtures of every test, a module a theme: the databases, pace, rows that stand, people."""

pytest_plugins = [
    "tests.migrated",
    "tests.databases",
    "tests.pace",
    "tests.standing",
    "tests.people",
]
