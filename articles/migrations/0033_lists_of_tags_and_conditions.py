"""Lists of tags and conditions as rows, and indexes in the order of every list of live answers.

The rows come with the end of `migrate`, which puts the triggers in place that write them. Code of before works with all
of it; what it publishes meanwhile stands in no table of causes until `rebuild_pages`.
"""

import django.db.models.deletion
from django.db import migrations, models

from articles.models.publication import SitemapFile


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0032_more_red_flags"),
        ("doctors", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConditionListing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(help_text="A `Rank`.")),
                (
                    "place",
                    models.BigIntegerField(
                        help_text="The key of the cause; of an associated condition that of the edition."
                    ),
                ),
                ("language", models.CharField(choices=[("en", "English"), ("zh-hans", "简体中文")], max_length=12)),
                ("index_phrase", models.CharField(max_length=320)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["condition", "rank", "index_phrase", "place"],
            },
        ),
        migrations.CreateModel(
            name="TagListing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(choices=[("en", "English"), ("zh-hans", "简体中文")], max_length=12)),
                ("letter", models.CharField(max_length=1)),
                ("index_phrase", models.CharField(max_length=320)),
                ("published_at", models.DateTimeField()),
                ("lists_causes", models.BooleanField()),
            ],
            options={
                "ordering": ["tag", "index_phrase", "article"],
            },
        ),
        migrations.RemoveIndex(
            model_name="livepage",
            name="live_page_newest",
        ),
        migrations.RemoveIndex(
            model_name="livepage",
            name="live_page_department",
        ),
        migrations.RemoveIndex(
            model_name="livepage",
            name="live_page_doctor",
        ),
        migrations.RemoveIndex(
            model_name="livepage",
            name="live_page_speaks",
        ),
        migrations.AddField(
            model_name="livepage",
            name="lists_causes",
            field=models.BooleanField(
                db_default=False, help_text="Its lists name causes, never steps or foods, and one of them has a cause."
            ),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(fields=["language", "-published_at", "-article"], name="live_page_new"),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(fields=["doctor", "-published_at", "-article"], name="live_page_of_doctor"),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(fields=["doctor", "language"], name="live_page_doctor_speaks"),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(
                SitemapFile("question", size=5000),
                models.F("published_at").desc(),
                models.F("leaves_on"),
                name="live_page_file",
            ),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(fields=["department", "language", "index_phrase", "article"], name="live_page_dept_az"),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(
                fields=["department", "language", "letter", "index_phrase", "article"], name="live_page_dept_letter"
            ),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(fields=["department", "-published_at", "-article"], name="live_page_dept_new"),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(
                fields=["body_area", "language", "letter", "index_phrase", "article"], name="live_page_body_letter"
            ),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(
                fields=["life_stage", "language", "letter", "index_phrase", "article"], name="live_page_life_letter"
            ),
        ),
        migrations.AddField(
            model_name="conditionlisting",
            name="article",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="condition_listings",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="conditionlisting",
            name="condition",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="listings",
                to="articles.condition",
            ),
        ),
        migrations.AddField(
            model_name="taglisting",
            name="article",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tag_listings",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="taglisting",
            name="tag",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="listings",
                to="articles.tag",
            ),
        ),
        migrations.AddIndex(
            model_name="conditionlisting",
            index=models.Index(
                fields=["condition", "rank", "language", "index_phrase", "place"], name="condition_listing_az"
            ),
        ),
        migrations.AddIndex(
            model_name="conditionlisting",
            index=models.Index(fields=["condition", "-published_at", "-article"], name="condition_listing_newest"),
        ),
        migrations.AddConstraint(
            model_name="conditionlisting",
            constraint=models.UniqueConstraint(
                fields=("article", "condition", "rank", "place"), name="condition_listing_once"
            ),
        ),
        migrations.AddIndex(
            model_name="taglisting",
            index=models.Index(fields=["tag", "language", "index_phrase", "article"], name="tag_listing_az"),
        ),
        migrations.AddIndex(
            model_name="taglisting",
            index=models.Index(
                fields=["tag", "language", "letter", "index_phrase", "article"], name="tag_listing_letter"
            ),
        ),
        migrations.AddIndex(
            model_name="taglisting",
            index=models.Index(fields=["tag", "-published_at", "-article"], name="tag_listing_newest"),
        ),
        migrations.AddIndex(
            model_name="taglisting",
            index=models.Index(
                condition=models.Q(("lists_causes", True)),
                fields=["tag", "language", "index_phrase", "article"],
                name="tag_listing_causes",
            ),
        ),
        migrations.AddConstraint(
            model_name="taglisting",
            constraint=models.UniqueConstraint(fields=("article", "tag"), name="tag_listing_once"),
        ),
    ]
