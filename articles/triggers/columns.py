"""Which column may change when. Each column stands here once: a test compares this with the models."""

ARTICLE = "articles_article"
SECTION = "articles_section"
CAUSE = "articles_cause"
CARE = "articles_careadvice"
REFERENCE = "articles_reference"
SIGNATURE = "articles_signature"
CONTRIBUTION = "articles_contribution"
EVENT = "articles_event"
PUBLICATION = "articles_publication"
LIVE_PAGE = "articles_livepage"

GUARDED = (
    *(ARTICLE, SECTION, CAUSE, CARE, REFERENCE),
    *(SIGNATURE, CONTRIBUTION, EVENT, PUBLICATION, LIVE_PAGE),
)

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
}
