"""Indexes that no query asks go: those for LIKE on addresses and digests, which are only ever asked for as a whole, and
one whose column another index begins with. Every answer wrote them; PostgreSQL alone has those for LIKE.

Code of before and after works with them and without.
"""

from typing import Any

from django.db import migrations

FOR_LIKE = [
    ("articles_question", "slug", "articles_question_slug_990669b5_like"),
    ("articles_livepage", "slug", "articles_livepage_slug_866273f3_like"),
    ("articles_signature", "own_hash", "articles_signature_own_hash_3f760c2c_like"),
    ("articles_article", "digest", "articles_article_digest_1f449434_like"),
]
ASSOCIATED = "articles_article_associated_conditions"
TWICE = f"{ASSOCIATED}_article_id_8d3cfcb7"


def drop(apps: Any, schema_editor: Any) -> None:
    for index in (TWICE, *(name for _table, _column, name in FOR_LIKE)):
        schema_editor.execute(f'DROP INDEX IF EXISTS "{index}"')


def create(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(f'CREATE INDEX "{TWICE}" ON "{ASSOCIATED}" ("article_id")')
    if schema_editor.connection.vendor == "postgresql":
        for table, column, index in FOR_LIKE:
            schema_editor.execute(f'CREATE INDEX "{index}" ON "{table}" ("{column}" varchar_pattern_ops)')


class Migration(migrations.Migration):
    dependencies = [("articles", "0034_pages_that_list_causes")]

    operations = [migrations.RunPython(drop, create)]
