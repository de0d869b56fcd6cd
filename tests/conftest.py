"""Fixtures of every test, a module a theme: the databases, what a transactional test leaves behind, the people."""

pytest_plugins = ["tests.databases", "tests.transactional", "tests.people"]
