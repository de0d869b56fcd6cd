from articles.models.article import Article, ArticleQuerySet, Contribution
from articles.models.care import CareAdvice, Reference
from articles.models.condition import Condition, Medicine
from articles.models.publication import GRACE, LivePage, Publication, RelatedLink
from articles.models.question import OldSlug, Question
from articles.models.readers import Feedback, ReaderQuestion
from articles.models.section import Cause, Section
from articles.models.signature import Signature
from articles.models.tag import QuestionTag, Tag, TagAlias
from articles.models.trail import BlockComment, Event

__all__ = [
    "GRACE",
    "Article",
    "ArticleQuerySet",
    "BlockComment",
    "CareAdvice",
    "Cause",
    "Condition",
    "Contribution",
    "Event",
    "Feedback",
    "LivePage",
    "Medicine",
    "OldSlug",
    "Publication",
    "Question",
    "QuestionTag",
    "ReaderQuestion",
    "Reference",
    "RelatedLink",
    "Section",
    "Signature",
    "Tag",
    "TagAlias",
]
