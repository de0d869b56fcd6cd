"""The closed lists that fields choose from. Values are the contract (fixtures, API); labels are for people."""

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    SIGNED = "signed", _("signed")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = (Status.DRAFT, Status.IN_REVIEW, Status.SIGNED)
#: Editions in these states are before their doctors, who read and decide.
BEFORE_DOCTORS = (Status.IN_REVIEW, Status.SIGNED)
#: Editions in these states hold a signed text: their words never change again.
FROZEN = (Status.SIGNED, Status.PUBLISHED, Status.SUPERSEDED, Status.WITHDRAWN)


class Kind(models.TextChoices):
    PHYSIOLOGICAL = "physiological", _("everyday (physiological)")
    PATHOLOGICAL = "pathological", _("medical condition (pathological)")
    UNSPECIFIED = "unspecified", _("not sorted")
    OTHER = "other", _("other")


class Rank(IntEnum):
    """In which order the page of a condition shows its lists."""

    EVERYDAY = 1
    MEDICAL = 2
    OTHER = 3
    ASSOCIATED = 4


#: Those of the causes.
CAUSE_RANKS = (Rank.EVERYDAY, Rank.MEDICAL, Rank.OTHER)
#: The list of a condition in which a cause of such a section stands; of any other one `Rank.OTHER`.
RANKS = {Kind.PHYSIOLOGICAL: Rank.EVERYDAY, Kind.PATHOLOGICAL: Rank.MEDICAL}


class QuestionKind(models.TextChoices):
    CAUSES = "causes", _("causes")
    MANAGEMENT = "management", _("management")
    IS_IT_NORMAL = "is_it_normal", _("is it normal")
    MYTH = "myth", _("myth")
    OTHER = "other", _("other")


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"


class BodyArea(models.TextChoices):
    HEAD = "head", _("head")
    EYES = "eyes", _("eyes")
    EAR_NOSE_THROAT = "ear_nose_throat", _("ear, nose and throat")
    MOUTH = "mouth", _("mouth and teeth")
    CHEST = "chest", _("chest")
    ABDOMEN = "abdomen", _("abdomen")
    BACK = "back", _("back and neck")
    ARMS = "arms", _("arms and hands")
    LEGS = "legs", _("legs and feet")
    SKIN = "skin", _("skin, hair and nails")
    PELVIS = "pelvis", _("pelvis")
    WHOLE_BODY = "whole_body", _("whole body")
    MIND = "mind", _("mind")


class LifeStage(models.TextChoices):
    ANYONE = "anyone", _("anyone")
    INFANT = "infant", _("infants")
    CHILD = "child", _("children")
    ADOLESCENT = "adolescent", _("adolescents")
    ADULT = "adult", _("adults")
    PREGNANCY = "pregnancy", _("pregnancy")
    OLDER_ADULT = "older_adult", _("older adults")


#: Audiences where a second doctor must sign too.
TWO_SIGNATURES = (LifeStage.INFANT, LifeStage.CHILD, LifeStage.PREGNANCY)


class Sex(models.TextChoices):
    ANY = "any", _("anyone")
    FEMALE = "female", _("women")
    MALE = "male", _("men")


class SourceKind(models.TextChoices):
    ORIGINAL = "original", _("original")
    SYNDICATED = "syndicated", _("syndicated")
    TRANSLATED = "translated", _("translated")


class ItemKind(models.TextChoices):
    CAUSES = "causes", _("causes")
    STEPS = "steps", _("steps")
    FOODS = "foods", _("foods")
    SYMPTOMS = "symptoms", _("symptoms")


class Likelihood(models.TextChoices):
    COMMON = "common", _("common")
    LESS_COMMON = "less_common", _("less common")
    RARE = "rare", _("rare")
    UNSTATED = "unstated", _("not stated")


class CareLevel(models.TextChoices):
    EMERGENCY = "emergency", _("emergency")
    URGENT = "urgent", _("urgent")
    ROUTINE = "routine", _("routine")


class ReferenceKind(models.TextChoices):
    GUIDELINE = "guideline", _("guideline")
    REVIEW = "review", _("review")
    STUDY = "study", _("study")
    BOOK = "book", _("book")
    LEAFLET = "leaflet", _("leaflet")
    WEBSITE = "website", _("website")


class MedicineStatus(models.TextChoices):
    NORMAL = "normal", _("normal")
    RESTRICTED = "restricted", _("restricted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RiskClass(models.TextChoices):
    NORMAL = "normal", _("normal: review every three years")
    RAISED = "raised", _("raised: review every year")


class Role(models.TextChoices):
    BYLINE = "byline", _("byline")
    SECOND_REVIEWER = "second_reviewer", _("second reviewer")
    DELEGATED = "delegated", _("delegated")


class Verdict(models.TextChoices):
    SIGNED = "signed", _("signed")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    REVOKED = "revoked", _("revoked")


class Attestation(models.TextChoices):
    """What a doctor says of a text by signing it."""

    ACCURATE = "accurate", _("What it says is accurate.")
    MEDICINES_SAFE = "medicines_safe", _("What it says of medicines is safe.")
    RED_FLAGS = "red_flags", _("The signs that need a doctor at once are there.")
    SOURCES_SEEN = "sources_seen", _("I have seen the sources.")


class EndCause(models.TextChoices):
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SAFETY = "safety", _("withdrawn for safety")
    ROLLED_BACK = "rolled_back", _("rolled back")
    SIGNATURE_REVOKED = "signature_revoked", _("signature revoked")


class MailKind(models.TextChoices):
    """What a mail is about. Its words are in templates/mail/."""

    SIGNATURE_REQUESTED = "signature_requested", _("signature requested")
    LEFT_TO_DEPUTY = "left_to_deputy", _("waits for a doctor on leave")
    SAFETY_WITHDRAWN = "safety_withdrawn", _("answer withdrawn for safety")
    SAFETY_MEDICINE = "safety_medicine", _("medicine restricted or withdrawn")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("second step taken off")
    WAY_CHANGED = "way_changed", _("a doctor’s account or address changed")
    DIGEST = "digest", _("daily digest")


class ReadersMailKind(models.TextChoices):
    """What a mail to a reader is about, who has no account."""

    CONFIRM = "confirm", _("asks whether to follow")
    NEWS = "news", _("news of what is followed")
    SAFETY = "safety", _("answer withdrawn for safety")
    ASKED = "asked", _("what became of a reader’s question")


class RedactionState(models.TextChoices):
    ASKED = "asked", _("waits for a second person")
    CONFIRMED = "confirmed", _("words erased")
    REFUSED = "refused", _("refused")


#: All that is left of the question of an edition whose words were erased. No edition of any other kind is signed so.
TOMBSTONE = "[erased]"


class LinkEnd(models.TextChoices):
    """Why a signing link ended before its time."""

    USED = "used", _("used")
    REVOKED = "revoked", _("revoked")
    REPLACED = "replaced", _("replaced by a newer one")
    GUESSED = "guessed", _("closed after too many wrong codes")


class Verb(models.TextChoices):
    """What stands in the trail, in words behind the name of who did it. Every verb that is written has its words here.

    `Event.verb` does not list them as its choices: a verb of another version is kept, and shown as it was written.
    """

    QUESTION_ADDED = "question_added", _("added the question")
    QUESTION_MOVED = "question_moved", _("changed the address of the question")
    IMPORTED = "imported", _("imported the text")
    EDITION_STARTED = "edition_started", _("started the edition")
    TEXT_SAVED = "text_saved", _("changed the text")
    BACK_TO_DRAFT = "back_to_draft", _("made it a draft again")
    SIGNATURE_REQUESTED = "signature_requested", _("asked for a signature")
    SIGNING_LINK_SENT = "signing_link_sent", _("sent a signing link")
    SIGNING_CODE_SENT = "signing_code_sent", _("a code for a signing link was sent")
    SIGNING_LINK_OPENED = "signing_link_opened", _("opened the text by a signing link")
    SIGNING_LINK_USED = "signing_link_used", _("used up a signing link")
    SIGNING_LINK_REVOKED = "signing_link_revoked", _("revoked a signing link")
    SIGNING_LINK_CLOSED = "signing_link_closed", _("a signing link was closed after too many wrong codes")
    CHANGES_REQUESTED = "changes_requested", _("sent it back for changes")
    SIGNED = "signed", _("signed the text")
    REVOKED = "revoked", _("took the signature back")
    COMMENTED = "commented", _("commented on the text")
    COMMENT_RESOLVED = "comment_resolved", _("saw to a comment")
    ERROR_REPORTED = "error_reported", _("a reader reported an error")
    REPORT_CLOSED = "report_closed", _("closed a report of an error")
    PUBLISHED = "published", _("published the edition")
    SUPERSEDED = "superseded", _("set it aside for the next edition")
    WITHDRAWN = "withdrawn", _("withdrew the answer")
    ROLLED_BACK = "rolled_back", _("brought this edition back")
    REDACTION_ASKED = "redaction_asked", _("asked for the words to be erased")
    REDACTION_REFUSED = "redaction_refused", _("refused to erase the words")
    REDACTED = "redacted", _("confirmed that the words are erased")
    SPELLING_ALLOWED = "spelling_allowed", _("allowed corrections of spelling")
    SPELLING_REVOKED = "spelling_revoked", _("ended the permission to correct spelling")
    SPELLING_SIGNED = "spelling_signed", _("signed a correction of spelling under a doctor's permission")
    DOCTOR_VERIFIED = "doctor_verified", _("checked a doctor's registration")
    DOCTOR_ACCOUNT_GIVEN = "doctor_account_given", _("gave a doctor an account")
    DOCTOR_ACCOUNT_CHANGED = "doctor_account_changed", _("changed a doctor's account")
    DOCTOR_MAILBOX_CHANGED = "doctor_mailbox_changed", _("closed a doctor’s account or changed its e-mail address")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("took the second step off an account")
    PROFILE_CHANGED = "profile_changed", _("changed a doctor's profile")
    LEAVE_SET = "leave_set", _("entered a doctor's leave")
    LEAVE_ENDED = "leave_ended", _("ended a doctor's leave")
    BYLINE_REASSIGNED = "byline_reassigned", _("gave the byline to another doctor")
    SECOND_REASSIGNED = "second_reassigned", _("gave the second signature to another doctor")
    DOCTOR_RETIRED = "doctor_retired", _("retired a doctor")
    LICENCE_LOST = "licence_lost", _("noted that a doctor lost the licence")
    FURNITURE_CHANGED = "furniture_changed", _("changed what stands beside the answer")
    TAGS_MERGED = "tags_merged", _("merged one tag into another")
    TAG_RENAMED = "tag_renamed", _("renamed a tag")  # as earlier versions wrote it
    READER_QUESTION_MERGED = "reader_question_merged", _("merged a reader’s question into this one")
    READER_QUESTION_MADE = "reader_question_made", _("made this question of a reader’s")
    READER_QUESTION_DECLINED = "reader_question_declined", _("declined a reader’s question")
    READER_QUESTION_REOPENED = "reader_question_reopened", _("put a reader’s question back into the queue")
    RED_FLAG_CHANGED = "red_flag_changed", _("changed the list of red flags")
    SYNONYM_CHANGED = "synonym_changed", _("changed the synonyms of the search")
    VOCABULARY_RENAMED = "vocabulary_renamed", _("changed a shared name")
