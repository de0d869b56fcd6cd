"""Lists of topics and departments go by letter, so that the indexes of each letter serve them too.

Code of before works without the others: it sorts one topic's or department's entries for a page.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0037_red_flags_of_plain_words"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="taglisting",
            options={"ordering": ["tag", "letter", "index_phrase", "article"]},
        ),
        migrations.RemoveIndex(
            model_name="livepage",
            name="live_page_dept_az",
        ),
        migrations.RemoveIndex(
            model_name="taglisting",
            name="tag_listing_az",
        ),
    ]
