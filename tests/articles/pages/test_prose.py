"""The Markdown subset: what it shows, and that nothing else gets through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.prose import to_html, to_text

TAGS = re.compile(r"</?(p|ul|li|strong)>|<a href=\"https?://[^\"<>]*\" rel=\"external\">|</a>", re.IGNORECASE)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("**bold** words", "<p><strong>bold</strong> words</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("[a](https://x.org/?a=1&b=2)", '<p><a href="https://x.org/?a=1&amp;b=2" rel="external">a</a></p>'),
        ('[a](https://x.org "title")', '<p><a href="https://x.org" rel="external">a</a></p>'),
        (r"3\. kept \- so", "<p>3. kept - so</p>"),
        ("", ""),
    ],
)
def test_the_subset(source: str, shown: str) -> None:
    assert to_html(source) == shown


@pytest.mark.parametrize(
    "source",
    [
        "# heading",
        "1. one",
        "* star",
        "+ plus",
        "*em* and _em_",
        "__under__",
        "`code`",
        "---",
        "~~~",
        "&nbsp; &lt;b&gt;",
    ],
)
def test_marks_outside_the_subset_stay_visible(source: str) -> None:
    assert to_text(source) == source
    assert to_html(source) == f"<p>{source.replace('&', '&amp;')}</p>"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![picture](javascript:alert(1))",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,x)",
        "[x](//evil.example)",
        "[x](/relative)",
        "<https://auto.example>",
        "[x]\n\n[x]: https://reference.example",
    ],
)
def test_hostile_text_is_shown_as_text(source: str) -> None:
    shown = to_html(source)
    assert not [tag for tag in ("<a", "<img", "<script") if tag in shown]


def test_images_are_impossible() -> None:
    assert to_html("![x](https://x.org/a.png)") == '<p>!<a href="https://x.org/a.png" rel="external">x</a></p>'


@given(st.text(alphabet="ab <>\"'&*_-[]()!#`\\:/\n\t1.=htps", max_size=80))
def test_no_text_makes_another_tag(source: str) -> None:
    assert "<" not in TAGS.sub("", to_html(source))


@given(st.text(max_size=60))
def test_any_text_can_be_shown(source: str) -> None:
    to_html(source)
    to_text(source)


def test_plain_text_keeps_lists_and_addresses() -> None:
    source = "Do **this**:\n\n- rest\n- [read](https://x.org)\n\nThen stop."
    assert to_text(source) == "Do this:\n\n- rest\n- read (https://x.org)\n\nThen stop."
