"""What related answers are compared by, kept for each live answer, and how many answers have each condition and tag.

Filled from the rows it is derived from, so that the first answer published after it finds its neighbours. Code of
before knows nothing of it: what it publishes meanwhile is found by others after `rebuild_related`.
"""

from collections import Counter
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]


def fill(apps: Any, schema_editor: Any) -> None:
    words = (
        "SELECT 'c' || condition_id AS word FROM articles_cause"
        " WHERE article_id = p.article_id AND condition_id IS NOT NULL AND e.item_kind = 'causes'"
        " UNION SELECT 'a' || condition_id FROM articles_article_associated_conditions"
        " WHERE article_id = p.article_id AND condition_id NOT IN (SELECT condition_id FROM articles_cause"
        " WHERE article_id = p.article_id AND condition_id IS NOT NULL AND e.item_kind = 'causes')"
        " UNION SELECT 't' || tag_id FROM articles_questiontag WHERE content_object_id = p.question_id"
    )
    line = f"SELECT group_concat(word, ' ') FROM (SELECT word FROM ({words}) ORDER BY word)"  # noqa: S608
    if schema_editor.connection.vendor == "postgresql":
        line = f"SELECT string_agg(word, ' ' ORDER BY word COLLATE \"C\") FROM ({words}) AS words"  # noqa: S608
    schema_editor.execute(
        "INSERT INTO articles_relatedfacts (page_id, language, features)"  # noqa: S608  our own names
        f" SELECT p.article_id, p.language, COALESCE(({line}), '')"
        " FROM articles_livepage p JOIN articles_article e ON e.id = p.article_id"
    )
    last = "SELECT score FROM articles_relatedlink l WHERE l.page_id = articles_relatedfacts.page_id"
    last += " ORDER BY score DESC, other_id LIMIT 1 OFFSET 23"
    schema_editor.execute(f"UPDATE articles_relatedfacts SET floor = ({last})")  # noqa: S608  our own names
    counted: Counter[tuple[str, str]] = Counter()
    RelatedFacts = apps.get_model("articles", "RelatedFacts")
    RelatedCount = apps.get_model("articles", "RelatedCount")
    facts = RelatedFacts.objects.using(schema_editor.connection.alias)
    for language, features in facts.values_list("language", "features").iterator(5000):
        counted.update((language, feature) for feature in ("*", *features.split()))
    RelatedCount.objects.using(schema_editor.connection.alias).bulk_create(
        [RelatedCount(language=key[0], feature=key[1], answers=number) for key, number in sorted(counted.items())],
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0029_page_change")]

    operations = [
        migrations.CreateModel(
            name="RelatedFacts",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="related_facts",
                        serialize=False,
                        to="articles.livepage",
                    ),
                ),
                ("language", models.CharField(choices=LANGUAGES, max_length=12)),
                (
                    "features",
                    models.TextField(
                        help_text="Conditions and tags: c and the key of a cause, a of an associated one, t."
                    ),
                ),
                (
                    "floor",
                    models.FloatField(
                        help_text="Score of the last neighbour of a full list; empty: there is room, or not known.",
                        null=True,
                    ),
                ),
            ],
            options={"ordering": ["page"]},
        ),
        migrations.CreateModel(
            name="RelatedCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(choices=LANGUAGES, max_length=12)),
                ("feature", models.CharField(max_length=24)),
                ("answers", models.IntegerField()),
            ],
            options={
                "ordering": ["language", "feature"],
                "constraints": [models.UniqueConstraint(fields=("language", "feature"), name="related_count_once")],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
