"""A reader says what they think of a part of an answer. Nothing about the reader is kept, nor asked for."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import error_reports, personal_data, public_parts
from articles.errors import Incomplete, Refused
from articles.locking import lock_question
from articles.models import Article, Feedback, LivePage

Verdict = Feedback.Verdict
#: Characters of the few words that go with a verdict.
LONGEST = 1_000
CHOOSE = gettext_lazy("Choose one of the four.")
NO_SUCH_PART = gettext_lazy("This part is not in the answer. Choose the part you mean and send it again.")


@transaction.atomic
def give(live: LivePage, *, edition: str, part: str, verdict: str, words: str = "") -> Feedback:
    """Count a verdict on the words that the reader saw, and keep theirs without personal data.

    `edition` and `part` as in `public_parts`: of an edition that was live once, it counts for the words of that one.
    An error opens a task, or joins the open one about the same words. The same words twice in a day count once, from
    whomever they come: two taps can reach two processes, which know nothing of each other.

    Raises `Incomplete` with "verdict-missing" or "too-long", `Refused("not-live")` where the answer is not public any
    more, and `Refused("no-such-part")`.
    """
    if verdict not in Verdict.values:
        raise Incomplete("verdict-missing", str(CHOOSE))
    if len(words) > LONGEST:
        sentence = _("This is %(n)d characters long; %(most)d are the most. Shorten it and send it again.")
        raise Incomplete("too-long", sentence % {"n": len(words), "most": LONGEST})
    question = lock_question(live.question_id)  # so that nothing is withdrawn, erased or closed meanwhile
    if not Article.objects.public().filter(question=question).exists():
        raise Refused("not-live", _("This answer was withdrawn meanwhile, so nothing was saved."))
    found = public_parts.find(question.pk, edition=edition, part=part)
    if found is None:
        raise Refused("no-such-part", str(NO_SUCH_PART))
    text, _kinds = personal_data.strip(words.strip())
    said = {
        "article": found.article,
        "block_digest": found.digest,
        "verdict": verdict,
        "text": text,
        "report": error_reports.report(found) if verdict == Verdict.ERROR else None,
    }
    twice = Feedback.objects.filter(**said, sent_on=timezone.localdate()).first() if text else None
    return twice or Feedback.objects.create(**said)


def forget_old_words() -> int:
    """Empty words older than a year, at most some hundred at once; of an open report they wait for its end.

    Verdicts stay and count: nothing in them is anybody's own. Returns how many were emptied.
    """
    old = list(Feedback.objects.with_old_words().order_by("pk").values_list("pk", flat=True)[:500])
    return Feedback.objects.filter(pk__in=old).update(text="") if old else 0
