"""A query that is asked again and again with other values: put together and compiled once a process.

Django takes longer to turn a query set into SQL than the database takes to answer it, and a verb asks some thirty.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connections, router
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from healthqa.lib.prepared import Given, Raw, fetch

Row = TypeVar("Row")

#: The first of the keys that stand in for values while a query is compiled. No row has it, and nobody types it.
_STAND_IN = 7_203_144_919_000


class _Compiled(NamedTuple):
    rows: QuerySet[Any, Any]
    compiler: Any
    sql: str
    #: What the SQL is given, with a number in the place of each value.
    params: tuple[Any, ...]

    def given(self, values: Sequence[int | str]) -> tuple[Any, ...]:
        return tuple(Given(values[param]) if isinstance(param, _Place) else param for param in self.params)


class _Place(int):
    """Where in the parameters which of the values goes."""


class KeptQuery(Generic[Row]):
    """The rows of the query set that `build` returns for some values, each a key (`int`) or a text (`str`).

    `build` is asked once, with others that stand in for them: it puts each into the query as it is, and nothing that
    changes (today's date, the language). What is told of rows by hints, and rows to prefetch, are left out.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *kinds: type[int | str]) -> None:
        self._build, self._kinds = build, kinds
        self._compiled: dict[str, _Compiled] = {}  # by the alias of the database

    def __call__(self, *values: int | str) -> list[Row]:
        """The rows for these values: one query, and no work of `build`.

        Raises `TransactionManagementError` where it locks rows and there is no transaction, as the query set would.
        """
        kept = self._kept()
        if kept.rows.query.select_for_update and not connections[kept.rows.db].in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        return self.made_of(self.raw(*values))

    def first(self, *values: int | str) -> Row | None:
        """The first of the rows."""
        return next(iter(self(*values)), None)

    def raw(self, *values: int | str) -> list[Raw]:
        """The rows as the driver gives them, in one query: all that the rows proper are made of (`made_of`)."""
        return fetch(self.alias, *self.asked(*values))

    def made_of(self, raw: Sequence[Raw]) -> list[Row]:
        """The rows proper of what `raw` returned: nothing is asked again."""
        kept = self._kept()
        compiler = copy.copy(kept.compiler)
        compiler.connection = connections[kept.rows.db]  # this thread's
        compiler.execute_sql = lambda *_args, **_options: [raw]
        query: Any = copy.copy(kept.rows.query)
        query.get_compiler = lambda *_args, **_options: compiler
        rows: Any = QuerySet(kept.rows.model, query, kept.rows.db)
        rows._fields = kept.rows._fields  # type: ignore[attr-defined]
        iterable: Any = kept.rows._iterable_class
        return list(iterable(rows))

    def asked(self, *values: int | str) -> tuple[str, tuple[Any, ...]]:
        """Its SQL and what that is given for these values, for `fetch`, or for a query around it."""
        kept = self._kept()
        return kept.sql, kept.given(values)

    @property
    def alias(self) -> str:
        """Of the database that is read now."""
        return self._kept().rows.db

    def _kept(self) -> _Compiled:
        """The query as it is written for the database that is read now."""
        if not self._compiled:
            self._model = self._build(*self._stand_ins()).model
        alias = router.db_for_read(self._model)
        if alias not in self._compiled:
            self._compiled[alias] = self._compile(alias)
        return self._compiled[alias]

    def _compile(self, alias: str) -> _Compiled:
        stand_ins = self._stand_ins()
        rows = self._build(*stand_ins).using(alias)
        compiler = rows.query.get_compiler(alias)
        sql, given = compiler.as_sql()
        params = tuple(_Place(stand_ins.index(param)) if param in stand_ins else param for param in given)
        if len({param for param in params if isinstance(param, _Place)}) != len(stand_ins):
            raise ValueError("A value does not reach the database as it is.")
        return _Compiled(rows, compiler, sql, params)

    def _stand_ins(self) -> list[int | str]:
        return [kind(_STAND_IN + number) for number, kind in enumerate(self._kinds)]
