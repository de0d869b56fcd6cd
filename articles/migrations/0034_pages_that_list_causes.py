"""Which live answers list causes is written down, and indexes for tables of causes.

Apart from the column, which is there in a moment: readers wait for a transaction that adds one. Taken back, the column
keeps what it holds.
"""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(
        "UPDATE articles_livepage SET lists_causes = %s WHERE article_id IN"
        " (SELECT a.id FROM articles_article a WHERE a.item_kind = 'causes'"
        " AND EXISTS (SELECT 1 FROM articles_cause c WHERE c.article_id = a.id))",
        [True],
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0033_lists_of_tags_and_conditions")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(
                condition=models.Q(("lists_causes", True)),
                fields=["department", "language", "index_phrase", "article"],
                name="live_page_dept_causes",
            ),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(
                condition=models.Q(("lists_causes", True)),
                fields=["body_area", "language", "index_phrase", "article"],
                name="live_page_body_causes",
            ),
        ),
    ]
