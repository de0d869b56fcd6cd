"""Which column may change when. Each column stands here once: a test compares this with the models."""

from articles.models.vocabulary import TOMBSTONE, LifeStage, Sex

ARTICLE = "articles_article"
SECTION = "articles_section"
CAUSE = "articles_cause"
CARE = "articles_careadvice"
REFERENCE = "articles_reference"
SIGNATURE = "articles_signature"
PERMISSION = "articles_standingpermission"
CONTRIBUTION = "articles_contribution"
EVENT = "articles_event"
PUBLICATION = "articles_publication"
LIVE_PAGE = "articles_livepage"
REDACTION = "articles_redaction"
QUESTION = "articles_question"
QUESTION_TAG = "articles_questiontag"
TAG = "articles_tag"
DOCTOR = "doctors_doctor"
DEPARTMENT = "doctors_department"

GUARDED = (
    *(ARTICLE, SECTION, CAUSE, CARE, REFERENCE),
    *(SIGNATURE, PERMISSION, CONTRIBUTION, EVENT, PUBLICATION, LIVE_PAGE, REDACTION),
)

#: Not guarded, but what stands beside a doctor's name: the unique keys of each. A row that changes or goes is written
#: down (`journal.py`), which a row that is replaced or a table that is emptied would pass by.
BESIDE: dict[str, tuple[tuple[str, ...], ...]] = {
    QUESTION: (("id",), ("slug",), ("translation_group", "language")),
    QUESTION_TAG: (("id",), ("content_object_id", "tag_id")),
    TAG: (("id",), ("name",), ("slug",)),
    DOCTOR: (("id",), ("slug",), ("user_id",)),
    DEPARTMENT: (("id",), ("name",), ("slug",)),
}

#: Rows of these tables are words of the edition in their `article_id`.
CHILDREN = (SECTION, CAUSE, CARE, REFERENCE)

#: The words of an edition. They, and what is fixed with them, never change once a doctor has signed.
WORDS: dict[str, tuple[str, ...]] = {
    ARTICLE: (
        *("question_text", "life_stage", "sex", "audience_group"),
        *("byline_name", "byline_title", "byline_credentials"),
        *("source_name", "source_url", "source_kind", "licence", "dated"),
        *("reader_question", "introduction", "lead", "closing", "associated_names", "questions_to_ask", "disclosure"),
    ),
    SECTION: ("position", "kind", "label", "text"),
    CAUSE: ("section_id", "position", "heading", "explanation", "advice", "seek_care", "likelihood"),
    CARE: ("position", "level", "heading", "bullets"),
    REFERENCE: ("position", "kind", "title", "organisation", "year", "url", "doi", "isbn", "accessed_on"),
}

#: No words, but what the signature stands on, or what the public page shows beside the words.
FIXED_WITH_WORDS: dict[str, tuple[str, ...]] = {
    ARTICLE: (
        *("digest", "digest_version", "second_reviewer_id", "saved_by_id", "created_at"),
        "original_document",
    ),
    SECTION: ("block",),
    CAUSE: ("block",),
    CARE: ("block",),
    REFERENCE: (),
}

#: Never change at all, in any state.
IDENTITY: dict[str, tuple[str, ...]] = {
    ARTICLE: ("id", "question_id", "edition"),
    **dict.fromkeys(CHILDREN, ("id", "article_id")),
    PUBLICATION: ("id", "article_id", "question_id", "live_from"),
    PERMISSION: ("id", "doctor_id", "granted_at", "granted_by_id"),
    REDACTION: ("id", "article_id", "reason", "asked_by_id", "asked_at"),
}

#: Change only while the edition is a draft.
WHILE_DRAFT = (
    *("doctor_id", "signatures_required"),
    # No words, but readers see them within the answer: who signs has to have seen them as they stay.
    *("item_kind", "source_reviewer", "change_note", "evidence_searched_on"),
)

#: Set with the first signature (risk_class), or free in every state. `status` has its own rules.
FREE: dict[str, tuple[str, ...]] = {
    ARTICLE: (
        *("status", "risk_class", "byline_confirmed", "import_key", "import_digest", "has_trailer", "unplaced"),
        *("assignee_id", "updated_at", "requested_at"),
    ),
    SECTION: (),
    CAUSE: ("condition_id", "printed_number"),
    CARE: (),
    REFERENCE: (),
    PUBLICATION: ("live_until", "end_cause", "reason", "replacement_id"),
    PERMISSION: ("revoked_at", "revoked_by_id"),
    REDACTION: ("state", "decided_by_id", "decided_at", "answer"),
}

#: What is left in an edition whose words were erased: each of its columns that held words, and what it holds then. The
#: rows of `CHILDREN` are gone.
ERASED: dict[str, str | None] = {
    **dict.fromkeys(WORDS[ARTICLE], ""),
    "question_text": TOMBSTONE,
    "life_stage": LifeStage.ANYONE.value,
    "sex": Sex.ANY.value,
    "dated": None,
    "original_document": "",
    "source_reviewer": "",
    "change_note": "",
    "evidence_searched_on": None,
}
