from articles.models.article import Article, ArticleQuerySet
from articles.models.care import CareAdvice, Reference
from articles.models.condition import Condition, Medicine
from articles.models.contribution import Contribution
from articles.models.error_report import ErrorReport
from articles.models.follow_news import FollowNews, NewsNoted, ReadersMail
from articles.models.follower import Follow, Follower
from articles.models.listing import ConditionListing, TagListing
from articles.models.outgoing import OutgoingMail
from articles.models.page_change import PageChange
from articles.models.permission import StandingPermission
from articles.models.publication import GRACE, LivePage, Publication
from articles.models.question import OldSlug, Question
from articles.models.reader_question import ReaderQuestion
from articles.models.readers import Feedback
from articles.models.red_flag import RedFlag
from articles.models.redaction import Redaction
from articles.models.relating import RelatedCount, RelatedFacts, RelatedLink
from articles.models.searching import SearchEntry, SearchSynonym, SearchWord
from articles.models.section import Cause, Section
from articles.models.signature import Signature
from articles.models.signing_link import SigningLink
from articles.models.tag import QuestionTag, Tag, TagAlias
from articles.models.told import BylineJournal, BylineSnapshot, DigestState, MedicineNoted
from articles.models.trail import BlockComment, Event
from articles.models.zero_hit import ZeroHit

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
    "ConditionListing",
    "Contribution",
    "DigestState",
    "ErrorReport",
    "Event",
    "Feedback",
    "Follow",
    "FollowNews",
    "Follower",
    "LivePage",
    "Medicine",
    "MedicineNoted",
    "NewsNoted",
    "OldSlug",
    "OutgoingMail",
    "PageChange",
    "Publication",
    "Question",
    "QuestionTag",
    "ReaderQuestion",
    "ReadersMail",
    "RedFlag",
    "Redaction",
    "Reference",
    "RelatedCount",
    "RelatedFacts",
    "RelatedLink",
    "SearchEntry",
    "SearchSynonym",
    "SearchWord",
    "Section",
    "Signature",
    "SigningLink",
    "StandingPermission",
    "Tag",
    "TagAlias",
    "TagListing",
    "ZeroHit",
]
