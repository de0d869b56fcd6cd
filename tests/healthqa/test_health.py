"""Alive, and ready: what a process supervisor and a load balancer ask."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries


def test_healthz_asks_the_database_nothing(client: Client) -> None:
    response = client.get("/healthz")  # without the django_db mark a query would fail
    assert response.status_code == 200
    assert response.content == b"ok\n"


@pytest.mark.django_db
def test_readyz_says_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["ready"] is True
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_names_a_cache_that_forgets(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "get", lambda key: None, raising=False)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "CACHE_URL" in response.json()["problems"]["cache"]


@pytest.mark.django_db
def test_readyz_names_a_database_that_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError("server at 10.0.0.1 with user portal")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "DATABASE_URL" in response.json()["message"]
    assert b"10.0.0.1" not in response.content


@pytest.mark.django_db
def test_readyz_counts_waiting_migrations(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("healthqa.views.MigrationExecutor.migration_plan", lambda self, nodes: [1, 2])
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["problems"] == {"migrations": "2 migrations wait; run: manage.py migrate"}


@pytest.mark.django_db
def test_readyz_has_a_query_budget(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(4):
        client.get("/readyz")
