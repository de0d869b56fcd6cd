"""Indexes that only slowed writing down go: another one begins with the same column, or only the deletion of an account
would ask them. Plain SQL, because AlterField makes SQLite copy each table."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GONE = [
    ("articles_article", "question_id", "articles_article_question_id_db54d060"),
    ("articles_article", "saved_by_id", "articles_article_saved_by_id_249a7aeb"),
    ("articles_article", "second_reviewer_id", "articles_article_second_reviewer_id_b8ae597c"),
    ("articles_article", "assignee_id", "articles_article_assignee_id_e3a2b9cd"),
    ("articles_careadvice", "article_id", "articles_careadvice_article_id_f3bdf13a"),
    ("articles_cause", "article_id", "articles_cause_article_id_5d5c1465"),
    ("articles_contribution", "article_id", "articles_contribution_article_id_c6088a08"),
    ("articles_contribution", "user_id", "articles_contribution_user_id_a671e080"),
    ("articles_event", "actor_id", "articles_event_actor_id_52d6d948"),
    ("articles_livepage", "digest", "articles_livepage_digest_c33863bc"),
    ("articles_publication", "replacement_id", "articles_publication_replacement_id_d2bcb40f"),
    ("articles_question", "duplicate_of_id", "articles_question_duplicate_of_id_769a1556"),
    ("articles_questiontag", "content_object_id", "articles_questiontag_content_object_id_a6da56ae"),
    ("articles_section", "article_id", "articles_section_article_id_78d94c73"),
    ("articles_signature", "digest", "articles_signature_digest_2d827fc1"),
    ("articles_signature", "signed_by_id", "articles_signature_signed_by_id_3c621907"),
]


def without(table: str, column: str, index: str) -> migrations.RunSQL:
    """PostgreSQL has a second index for LIKE on a text column."""
    return migrations.RunSQL(
        [f'DROP INDEX IF EXISTS "{index}_like"', f'DROP INDEX IF EXISTS "{index}"'],
        [f'CREATE INDEX "{index}" ON "{table}" ("{column}")'],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("doctors", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="relatedlink", name="related_by_score"),
        migrations.SeparateDatabaseAndState(
            database_operations=[without(*index) for index in GONE],
            state_operations=[
                migrations.AlterField(
                    model_name="article",
                    name="assignee",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="articles_assigned",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                migrations.AlterField(
                    model_name="article",
                    name="question",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="articles.question",
                        verbose_name="question",
                    ),
                ),
                migrations.AlterField(
                    model_name="article",
                    name="saved_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles_saved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="article",
                    name="second_reviewer",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Needed for infants, children, pregnancy and restricted medicines.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_reviews",
                        to="doctors.doctor",
                        verbose_name="second reviewer",
                    ),
                ),
                migrations.AlterField(
                    model_name="careadvice",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="care_advice",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                migrations.AlterField(
                    model_name="cause",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="causes",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                migrations.AlterField(
                    model_name="contribution",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributions",
                        to="articles.article",
                    ),
                ),
                migrations.AlterField(
                    model_name="contribution",
                    name="user",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="event",
                    name="actor",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                migrations.AlterField(
                    model_name="livepage",
                    name="digest",
                    field=models.CharField(max_length=64),
                ),
                migrations.AlterField(
                    model_name="publication",
                    name="replacement",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.question",
                        verbose_name="replacement",
                    ),
                ),
                migrations.AlterField(
                    model_name="question",
                    name="duplicate_of",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="articles.question",
                        verbose_name="duplicate of",
                    ),
                ),
                migrations.AlterField(
                    model_name="questiontag",
                    name="content_object",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="question_tags",
                        to="articles.question",
                    ),
                ),
                migrations.AlterField(
                    model_name="section",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                migrations.AlterField(
                    model_name="signature",
                    name="digest",
                    field=models.CharField(max_length=64, verbose_name="digest"),
                ),
                migrations.AlterField(
                    model_name="signature",
                    name="signed_by",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("second_reviewer__isnull", False)),
                fields=["second_reviewer"],
                name="article_by_second",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("assignee__isnull", False)), fields=["assignee"], name="article_by_assignee"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("duplicate_of__isnull", False)), fields=["duplicate_of"], name="question_duplicates"
            ),
        ),
    ]
