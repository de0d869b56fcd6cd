"""What became of a reader's question; of its private link a hash is kept, in the column that held the link."""

from django.db import migrations, models
from django.db.models import Q

import articles.models.reader_question


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_followers")]

    operations = [
        migrations.AlterField(
            model_name="readerquestion",
            name="token",
            field=models.CharField(
                db_column="token",
                default=articles.models.reader_question.unknown_link,
                editable=False,
                max_length=40,
                unique=True,
            ),
        ),
        migrations.RenameField(model_name="readerquestion", old_name="token", new_name="link_hash"),
        migrations.AlterField(
            model_name="readerquestion",
            name="reason",
            field=models.TextField(
                blank=True, help_text="The sentence that whoever asked gets by mail.", verbose_name="reason"
            ),
        ),
        migrations.AddField(
            model_name="readerquestion",
            name="note",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="For editors. Whoever asked does not see it.",
                verbose_name="note",
            ),
        ),
        migrations.AddField(
            model_name="readerquestion",
            name="declined_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("personal", "about one person: a doctor has to see them"),
                    ("emergency", "may be an emergency"),
                    ("not_medical", "not a medical question"),
                    ("unclear", "not clear what is asked"),
                    ("no_evidence", "no sound answer is known"),
                    ("unfit", "unfit: advertising, insults, nonsense"),
                ],
                db_default="",
                max_length=12,
                verbose_name="declined because",
            ),
        ),
        migrations.AddField(
            model_name="readerquestion",
            name="has_red_flag",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="It holds words of an emergency; whoever asked said that nobody has these signs now.",
                verbose_name="red-flag words",
            ),
        ),
        migrations.AddField(
            model_name="readerquestion",
            name="decided_on",
            field=models.DateField(blank=True, null=True, verbose_name="decided on"),
        ),
        migrations.AddIndex(
            model_name="readerquestion",
            index=models.Index(condition=Q(decided_on=None), fields=["asked_on"], name="reader_question_waiting"),
        ),
        migrations.AddIndex(
            model_name="readerquestion",
            index=models.Index(
                condition=Q(decided_on__isnull=False), fields=["decided_on"], name="reader_question_decided"
            ),
        ),
    ]
