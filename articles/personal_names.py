"""The names among what says who somebody is, in English and in Chinese: `PATTERNS`, in the order they are looked for.

Capitals tell in most of them. All repetitions are bounded, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

Found = re.Match[str]

HAN: Final = r"\u4e00-\u9fff"
WORD = r"[^\W\d_][\w'’-]{0,30}"
CAPITALISED = (
    r"[A-Z\u00c0-\u00de](?:['’][A-Z])?[a-z\u00df-\u017f'’-]{1,30}(?:[A-Z\u00c0-\u00de][a-z\u00df-\u017f'’-]{1,30}){0,2}"
)
#: The further words of a name go with it: half a name is as good as all of it. Words of a title or a new sentence stay.
_MORE = (
    r"(?: (?!(?:Has|Had|Is|Was|Are|Says|Said|Told|Can|Will|Does|Did|Gets?|Got|And|But|Or|For|With|In|On|At|To|Of|Since"
    r"|After|The|My|Why|What|How|When|Who|Type|Stage|Vitamin)\b)"
    rf"(?:(?:van|von|der|den|de|del|della|la|da|dos|di|bin|al|el|[A-Z]\.?) ){{0,2}}{CAPITALISED}){{0,3}}"
)
_NAMES = CAPITALISED + _MORE
_SMALL = "[a-z]{2,20}(?:-[a-z]{2,20})?"
_RELATIVES = (
    "(?:son|daughter|baby|child|wife|husband|partner|mother|father|mum|mom|dad|sister|brother|friend|girlfriend"
    "|boyfriend|grandmother|grandfather|grandma|grandpa|granny|nan|aunt|uncle|nephew|niece|cousin|fiancée?)"
)
#: What says of whom one writes, with an age and a word for a name: “my 6 year old son, called”.
_OWN = rf"(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er) (?:[\w-]{{1,15}} ){{0,4}}?{_RELATIVES}(?: is called| called|,)?"
_TITLES = "(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Doctor|Professor|Nurse)"
_GOODBYES = "(?:[Rr]egards|[Tt]hanks|[Tt]hank you|[Ss]incerely|[Cc]heers|[Bb]est wishes|[Yy]ours|(?<![a-z] )Best(?=,))"
#: Whose name is told by “叫”: “我妈妈叫…”.
_KIN = (
    "(?:妈妈?|爸爸?|母亲|父亲|老公|老婆|丈夫|妻子|儿子|女儿|孩子|宝宝|爷爷|奶奶|外公|外婆|姥姥|姥爷|哥哥?|姐姐?|弟弟?|妹妹?"
    "|朋友|男友|女友|男朋友|女朋友|孙子|孙女)"
)
#: A name does not begin with these behind “叫”, which also means to call and to shout.
_CALLS = "(?![不了他她它我你您孩宝医救车人妈爸大得起喊苦声来什啥这那一外过个])"
#: The most common family names, but those that are part of a common word before a title or behind “I am”.
_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘蒋蔡魏薛叶阎余杜戴夏钟汪谭陆范姚贺龚顾"
    "毛郝邵邱侯孟秦尹丁沈卢崔廖姜邹熊陶"
)
_NO_NAME = re.compile(
    "a|an|the|i|im|i['’]m|and|but|am|is|are|was|has|have|had|my|our|from|with|not|so|in|on|at|for|to|who|what|why|how"
    "|very|just|also|still|only|please|because|since|now|years?|old|age|male|female|man|woman"
    "|really|extremely|quite|too|super|pretty|always|never|often|sometimes|usually|constantly|currently|suddenly"
    "|feeling|getting|going|having|taking|looking|trying|scared|worried|afraid|tired|pregnant|diabetic|allergic|type"
    "|crazy|stupid|silly|paranoid|dumb|mad|weird|back|later|when|if|after|for|as|it|google|internet"
    "|has|had|does|did|will|can|cannot|cries|keeps|gets|got|said|says|thinks"
    "|sorry|happy|hungry|thirsty|dizzy|itchy|sleepy|ready|lucky|healthy|busy|lazy|angry|guilty|empty|moody|fine|good|well"
    "|okay|sick|ill|weak|black|white|dutch|french|greek|gay|trans|muslim|hindu|mum|mom|dad|normal|serious|safe|true|urgent"
    "|then|never|might|must|may|should|would|could|scan|imaging|angiography|spectroscopy|enterography|of|appointment"
    "|黄[疸斑体].?|叶酸.?|毛[囊孔发].?|胡[子须].?|唐[氏筛].?|何[时况为首].?|余[毒痛].?|曾[用有经做在被因服患].?|许[多久可].?"
    "|马上.?|张[嘴口开大].?|周[末一二三四五六日岁期围].?|陈旧.?|谢谢.?|孙[子女].?|夏[天季].?|戴[口眼牙].?|范围.?|陆续.?"
    "|顾[不虑].?|钟头.?|杜绝.?|王不.?"
)
_ENDS_LIKE_A_QUALITY = re.compile(
    "(?:..ed|...ing|ish|ese|ican|german|vegan|ian|[tgxml]ic|ous|ive|ful|less|able|ible|ant)$"
)
#: Names that end like a word for what somebody is or does.
_IS_A_NAME = re.compile(
    "james|charles|agnes|jules|mercedes|hans|jens|lars|niels|nils|anders|moses|ines|delores|dolores|ahmed|mohammed"
    "|muhammed|hamed|fred|jared|alfred|wilfred|manfred|winifred|mildred|saeed|waleed|rashed|gladys|maks|andres"
    "|brian|adrian|dorian|julian|lilian|lillian|gillian|damian|vivian|fabian|sebastian|ian|marian|grant|clive|olive"
)


def _is_name(found: Found) -> bool:
    return _NO_NAME.fullmatch(found["it"].split()[0].casefold()) is None


def _is_own_name(found: Found) -> bool:
    """“I'm Diabetic” has no name, nor “I'm German”: few names end like a word for what somebody is."""
    word = found["it"].split()[0].casefold()
    return _is_name(found) and (_ENDS_LIKE_A_QUALITY.search(word) is None or _IS_A_NAME.fullmatch(word) is not None)


def _is_kin_name(found: Found) -> bool:
    """“my husband Snores” has a verb; few names end like one."""
    word = found["it"].split()[0].casefold()
    is_verb = re.search(r"(?:[bdgklmnprtwy]s|es|ed)$", word) and not _IS_A_NAME.fullmatch(word)
    return _is_own_name(found) and not is_verb


def _named(pattern: str, is_one: Callable[[Found], bool] = _is_name) -> tuple[re.Pattern[str], Callable[[Found], bool]]:
    return re.compile(pattern), is_one


#: A pattern with a group `it`, what is to go, and what says whether that is a name.
PATTERNS: Final = (
    _named(rf"\b[Mm]y name is (?P<it>{_SMALL} {_SMALL})(?=[.,;!?\n]| and | i | i'm |$)"),
    _named(rf"\b(?:[Mm]y|[Hh]is|[Hh]er|[Ff]ull) name(?: is|['’]s| was|:)? (?P<it>{WORD}{_MORE})"),
    _named(rf"\b[Nn]ame: ?(?P<it>{_SMALL} {_SMALL})(?=[.,;!?\n]|$)"),
    _named(rf"\b[Pp]atient(?:['’]s)?(?: [Nn]ame)?(?: is|:)? (?P<it>{CAPITALISED} {_NAMES})"),
    _named(rf"\b(?:[Nn]ame:|[Ii] am called|[Cc]all me|named) (?P<it>{WORD}{_MORE})"),
    _named(rf"\b(?:[Ii] am|[Ii]['’]?m|[Tt]his is) (?P<it>{CAPITALISED} {_NAMES})"),
    _named(
        rf"\b(?:[Ii] am|[Ii]['’]?m|[Tt]his is) (?P<it>{CAPITALISED})(?= ?(?:[,.;!\n]|$)| and | from )", _is_own_name
    ),
    _named(rf"\A\s*(?:(?:[Hh]i|[Hh]ello|[Hh]ey)[,!.]? )?(?P<it>{CAPITALISED} {_NAMES})(?= here\b)"),
    _named(rf"\b(?:told|asked|says|said) (?P<it>{CAPITALISED} {_NAMES})"),
    _named(rf"\b{_TITLES}\.? (?P<it>{_NAMES})"),
    _named(
        rf"\bmrs?\.? (?P<it>{_SMALL}"
        rf"(?: {_SMALL}(?=[.,;!?\n]|$| (?:has|had|is|was|said|says|told|from|and)\b))?)(?!\w)"
    ),
    _named(rf"\bdr\.? (?P<it>{_SMALL})(?= (?:said|says|told|thinks|gave|prescribed)\b)"),
    _named(rf"\b{_OWN} (?P<it>{_NAMES})", _is_kin_name),
    _named(rf"{_GOODBYES}[,.!]? ?\n? ?(?P<it>{_NAMES})[\s.!]*\Z"),
    _named(rf"\b[Ss]igned(?: by|[:,]) ?\n?(?P<it>{_NAMES})"),
    _named(
        rf"(?:我叫|我的名字[叫是]?|姓名|名叫|名字叫|名字是)[:： ]?{_CALLS}(?P<it>[{HAN}·]{{2,4}}?)"
        r"(?=[\s,，。.!！;；、我今\d]|$)"
    ),
    _named(rf"我(?:的|家)?{_KIN}叫{_CALLS}(?P<it>[{_FAMILY}][{HAN}]{{1,2}}|小[{HAN}](?=[\s,，。.!！;；、]|$))"),
    _named(rf"(?:我是|患者|病人|孩子|儿子|女儿|本人)[:： ]?(?P<it>[{_FAMILY}][{HAN}]{{1,2}})(?=[\s,，。.!！;；、]|$)"),
    _named(
        rf"(?<![{HAN}])(?P<it>[{_FAMILY}][{HAN}]{{1,2}})"
        r"(?=[\s,，、:：]{0,2}[男女][\s,，、。]|[\s,，、]{1,2}\d{1,3} ?岁)"
    ),
    _named(
        r"我(?:的|家)?(?:儿子|女儿|孩子|宝宝|孙子|孙女|弟弟|妹妹)"
        rf"(?P<it>小(?![便腿腹肚脑肠手指脚拇舌声睡时的孩鸡儿学心名气])[{HAN}])"
        r"(?=[\s,，。.!！?？;；、今最咳发老总每晚从这近昨\d]|$)"
    ),
    _named(rf"(?P<it>[{_FAMILY}])(?=医生|大夫|主任|先生|女士|小姐|教授|护士)"),
)
