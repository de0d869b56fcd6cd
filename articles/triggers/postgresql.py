"""The rules as PostgreSQL triggers: one function for each table and event, and one that refuses TRUNCATE."""

# ruff: noqa: S608  SQL is made of the names in this folder and of nothing that anybody types

from __future__ import annotations

from itertools import groupby

from django.db.backends.base.base import BaseDatabaseWrapper

from articles.triggers import columns as c
from articles.triggers.journal import Note
from articles.triggers.lists import LISTINGS
from articles.triggers.phrases import Rule
from articles.triggers.shown import CHANGES

PREFIX = "healthqa_guard_"
#: Behind the prefix, in the names of what writes the journal and the lists, and of what writes down that something
#: changed; there the tables of `articles` stand without their prefix, as a name has 63 characters at most.
JOURNAL, LISTS, SHOWN = "journal_", "lists_", "shown_"
ARTICLES = "articles_"
NO_TRUNCATE = "healthqa: this table is never emptied"

#: Rows that speak about an edition hold it until the end of the transaction. A plain SELECT would read the state from
#: before another transaction's signature, and two FOR SHARE would let a signature pass a word that is being changed.
_HOLDS = {(table, event): "OLD" for table in c.CHILDREN for event in ("UPDATE", "DELETE")} | {
    (table, "INSERT"): "NEW" for table in (*c.CHILDREN, c.SIGNATURE, c.CONTRIBUTION, c.PUBLICATION, c.LIVE_PAGE)
}  # fmt: skip
_HOLDS[c.LIVE_PAGE, "UPDATE"] = _HOLDS[c.REDACTION, "INSERT"] = _HOLDS[c.REDACTION, "UPDATE"] = "NEW"

# A trigger that is disabled, has a condition, or listens to some columns only is as good as missing; so is one whose
# function looks for its tables elsewhere.
_IN_PLACE = """
    SELECT t.tgname, p.prosrc, t.tgrelid::regclass::text, t.tgtype,
           t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr::text = '', p.proconfig
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class r ON r.oid = t.tgrelid
    WHERE starts_with(t.tgname, %s) AND pg_table_is_visible(r.oid)
"""
_FUNCTIONS = "SELECT proname FROM pg_proc WHERE starts_with(proname, %s) AND pg_function_is_visible(oid)"
#: The schema of the tables, with the quotes it needs: the first on the path, and never the session's temporary one.
_SCHEMA = """
    SELECT quote_ident(n.nspname) FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace
    WHERE r.relname = %s AND n.nspname = ANY (current_schemas(false))
    ORDER BY array_position(current_schemas(false), n.nspname) LIMIT 1
"""
#: pg_trigger.tgtype of a trigger BEFORE the event, for each row (for TRUNCATE: for each statement).
_TYPES = {"INSERT": 7, "DELETE": 11, "UPDATE": 19, "TRUNCATE": 34}
#: The parts of it that say BEFORE (without it, AFTER) and FOR EACH ROW (without it, once a statement).
_BEFORE, _EACH_ROW = 2, 1
#: The rows of a statement, as its trigger sees them.
_ROWS = {
    "INSERT": {"NEW": "new_rows"},
    "DELETE": {"OLD": "old_rows"},
    "UPDATE": {"OLD": "old_rows", "NEW": "new_rows"},
    "TRUNCATE": {},
}
_CHANGE = f"INSERT INTO {CHANGES} (mark, at) VALUES ((random() * 4503599627370496)::bigint, clock_timestamp())"


def statements(table: str, event: str, rules: list[Rule]) -> dict[str, str]:
    """The name of each trigger of this table and event, and the body of its function."""
    found, steps = {}, f"{_hold(table, event)}{_steps([rule for rule in rules if not rule.only_sqlite])}"
    if steps:
        found[_name(table, event)] = f"\nBEGIN\n{steps}  RETURN {'OLD' if event == 'DELETE' else 'NEW'};\nEND\n"
    if event == "INSERT":  # asked once a table
        found[_name(table, "TRUNCATE")] = f"\nBEGIN\n{_raise(NO_TRUNCATE)}END\n"
    return found


def note_statements(note: Note, kind: str) -> dict[str, str]:
    """The name of the trigger that writes a note of this kind down, and the body of its function."""
    step = note.statement.replace("OBJECT(", "jsonb_build_object(").replace("JSON(", "(")
    step = f"PERFORM 1 FROM {note.holds} FOR NO KEY UPDATE;\n  {step}" if note.holds else step
    when = f"  IF {_compared(note.when)} THEN\n  {step};\n  END IF;\n" if note.when else f"  {step};\n"
    return {_name(f"{kind}_{note.table.removeprefix(ARTICLES)}", note.event): f"\nBEGIN\n{when}  RETURN NULL;\nEND\n"}


def change_statements(table: str, event: str, seen: str) -> dict[str, str]:
    """The name of the trigger that writes a change down, and the body of its function.

    The first change of a transaction writes a row and remembers so until the transaction, or the savepoint that the
    row is in, ends.
    """
    rows = _ROWS[event].values()
    looks = [f"EXISTS (SELECT 1 FROM {row} WHERE {seen.replace('ROW.', f'{row}.') or 'true'})" for row in rows]
    when = f" AND ({' OR '.join(looks)})" if looks else ""
    return {
        _name(f"{SHOWN}{table.removeprefix(ARTICLES)}", event): f"""
BEGIN
  IF current_setting('healthqa.changed', true) IS DISTINCT FROM pg_current_xact_id()::text{when} THEN
    {_CHANGE};
    PERFORM set_config('healthqa.changed', pg_current_xact_id()::text, true);
  END IF;
  RETURN NULL;
END
"""
    }


def note_change(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE)


def create(connection: BaseDatabaseWrapper, wanted: dict[str, str]) -> None:
    path = _search_path(connection)
    with connection.cursor() as cursor:
        for name, body in wanted.items():
            moment, table, event = _moment_table_event(name)
            each = "STATEMENT" if event == "TRUNCATE" or _is_of_shown(name) else "ROW"
            rows = "".join(f" {age} TABLE AS {row}" for age, row in _ROWS[event].items()) if _is_of_shown(name) else ""
            each = f"{f'REFERENCING{rows} ' if rows else ''}FOR EACH {each}"
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = {path}"
                f"{''.join(f' SET {setting}' for setting in _planning(body))} AS $guard${body}$guard$;"
                f"CREATE TRIGGER {name} {moment} {event} ON {table} {each} EXECUTE FUNCTION {name}()"
            )


def _planning(body: str) -> list[str]:
    """Settings of a function that writes lists: planned once a session, and by keys whatever the statistics say. A plan
    that was made while the tables were small would read all of them later, for each of thousands of rows.
    """
    return ["plan_cache_mode=force_generic_plan", "enable_seqscan=off"] if any(t in body for t in LISTINGS) else []


def drop_all(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTIONS, [PREFIX])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP FUNCTION "{name}"() CASCADE')


def in_place(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers that the database has and that fire, and the body of the function of each."""
    with connection.cursor() as cursor:
        path = f"search_path={_search_path(connection)}"
        cursor.execute(_IN_PLACE, [PREFIX])
        return {
            name: body
            if active and (table, kind) == _expected(name) and config == [path, *_planning(body)]
            else "out of order"
            for name, body, table, kind, active, config in cursor.fetchall()
        }


def _search_path(connection: BaseDatabaseWrapper) -> str:
    """Where the functions look, whatever the session says: its temporary tables would shadow the real ones."""
    with connection.cursor() as cursor:
        cursor.execute(_SCHEMA, [c.ARTICLE])
        found = cursor.fetchone()
    return ", ".join(["pg_catalog", *(found or ()), "pg_temp"])


def _name(table: str, event: str) -> str:
    return f"{PREFIX}{table}_{event.lower()}"


def _moment_table_event(name: str) -> tuple[str, str, str]:
    table, _, event = name.removeprefix(PREFIX).rpartition("_")
    for kind in (JOURNAL, LISTS, SHOWN):
        if table.startswith(kind):
            table = table.removeprefix(kind)
            return "AFTER", table if table.startswith("doctors_") else f"{ARTICLES}{table}", event.upper()
    return "BEFORE", table, event.upper()


def _is_of_shown(name: str) -> bool:
    return name.startswith(f"{PREFIX}{SHOWN}")


def _expected(name: str) -> tuple[str, int]:
    moment, table, event = _moment_table_event(name)
    kind = _TYPES.get(event, 0)
    kind = kind & ~_EACH_ROW if _is_of_shown(name) else kind
    return table, kind if moment == "BEFORE" else kind & ~_BEFORE


def _hold(table: str, event: str) -> str:
    row = _HOLDS.get((table, event))
    return f"  PERFORM 1 FROM {c.ARTICLE} WHERE id = {row}.article_id FOR NO KEY UPDATE;\n" if row else ""


def _steps(rules: list[Rule]) -> str:
    """What only compares the row is asked on its own: PL/pgSQL answers it without starting a query, for which it would
    open every table that any rule looks at. Looks under one condition are one query; only a refusal asks which it was.
    """
    steps = ""
    for when, group in groupby(rules, key=lambda rule: rule.when):
        asked = list(group)
        refused = "".join(_step(rule.look, rule.sentence) for rule in asked)
        if len(asked) > 1 and all(rule.look for rule in asked):
            refused = _if(" OR ".join(f"({rule.look})" for rule in asked), refused)
        steps += _if(when, refused)
    return steps


def _if(condition: str, steps: str) -> str:
    return f"  IF {_compared(condition)} THEN\n{steps}  END IF;\n" if condition else steps


def _compared(condition: str) -> str:
    return condition.replace(" DIFFERS ", " IS DISTINCT FROM ")


def _step(look: str, sentence: str) -> str:
    return _if(look, f"  {_raise(sentence)}")


def _raise(sentence: str) -> str:
    return f"  RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';\n"
