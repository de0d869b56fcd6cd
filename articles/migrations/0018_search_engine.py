"""The engine of the search over `SearchEntry`, each database's own: a stored tsvector with a GIN index on PostgreSQL, an
FTS5 table on SQLite that triggers keep. Both are shown words, divided by spaces, and no language."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

POSTGRESQL = (
    """
    ALTER TABLE articles_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (array_to_tsvector(
        array_remove(array_remove(array_remove(string_to_array(head || ' ' || body, ' '), '|'), '/'), ''))) STORED
    """,
    "CREATE INDEX articles_searchentry_vector ON articles_searchentry USING gin (vector)",
)
SQLITE = (
    """
    CREATE VIRTUAL TABLE articles_searchindex USING fts5(
        head, body, content='articles_searchentry', content_rowid='place',
        detail='none', columnsize=0, tokenize="ascii tokenchars '_'")
    """,
    """
    CREATE TRIGGER articles_search_insert AFTER INSERT ON articles_searchentry BEGIN
        INSERT INTO articles_searchindex(rowid, head, body) VALUES (new.place, new.head, new.body);
    END
    """,
    """
    CREATE TRIGGER articles_search_delete AFTER DELETE ON articles_searchentry BEGIN
        INSERT INTO articles_searchindex(articles_searchindex, rowid, head, body)
        VALUES ('delete', old.place, old.head, old.body);
    END
    """,
    """
    CREATE TRIGGER articles_search_update AFTER UPDATE OF place, head, body ON articles_searchentry BEGIN
        INSERT INTO articles_searchindex(articles_searchindex, rowid, head, body)
        VALUES ('delete', old.place, old.head, old.body);
        INSERT INTO articles_searchindex(rowid, head, body) VALUES (new.place, new.head, new.body);
    END
    """,
)
BACK = {
    "postgresql": ("ALTER TABLE articles_searchentry DROP COLUMN vector",),
    "sqlite": (
        "DROP TRIGGER articles_search_insert",
        "DROP TRIGGER articles_search_delete",
        "DROP TRIGGER articles_search_update",
        "DROP TABLE articles_searchindex",
    ),
}


def install(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def remove(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_search")]

    operations = [migrations.RunPython(install, remove)]
