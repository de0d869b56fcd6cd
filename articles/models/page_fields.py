"""What is loaded of a live page: for a card in a list, and for a list that shows parts of many pages."""

#: What a list shows of a live answer.
CARD_FIELDS = (
    *("question", "slug", "language", "question_text", "byline", "summary", "signed_on", "due_on", "leaves_on"),
    *("index_phrase", "letter", "published_at", "is_sample"),
)
#: The same and all that its own page shows, for lists that show parts of many pages.
PAGE_FIELDS = (*CARD_FIELDS, "content")
