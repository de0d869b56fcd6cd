from articles.models.article import Article, ArticleQuerySet
from articles.models.care import CareAdvice, Reference
from articles.models.condition import Condition, Medicine
from articles.models.contribution import Contribution
from articles.models.outgoing import OutgoingMail
from articles.models.permission import StandingPermission
from articles.models.publication import GRACE, LivePage, Publication, RelatedLink
from articles.models.question import OldSlug, Question
from articles.models.readers import Feedback, ReaderQuestion
from articles.models.redaction import Redaction
from articles.models.section import Cause, Section
from articles.models.signature import Signature
from articles.models.signing_link import SigningLink
from articles.models.tag import QuestionTag, Tag, TagAlias
from articles.models.told import BylineJournal, BylineSnapshot, DigestState, MedicineNoted
from articles.models.trail import BlockComment, Event

__all__ = [
    "GRACE",
    "Article",
    "ArticleQuerySet",
    "BlockComment",
    "BylineJournal",
    "BylineSnapshot",
    "CareAdvice",
    "Cause",
    "Condition",
    "Contribution",
    "DigestState",
    "Event",
    "Feedback",
    "LivePage",
    "Medicine",
    "MedicineNoted",
    "OldSlug",
    "OutgoingMail",
    "Publication",
    "Question",
    "QuestionTag",
    "ReaderQuestion",
    "Redaction",
    "Reference",
    "RelatedLink",
    "Section",
    "Signature",
    "SigningLink",
    "StandingPermission",
    "Tag",
    "TagAlias",
]
