"""The words of an answer as HTML or as plain text: a small Markdown subset, everything else is shown as typed.

Paragraphs, `- ` lists, `**bold**` and `[text](https://…)`. Headings, images, raw HTML, emphasis, code and numbered
lists do not exist: their marks stay visible, so that a reader sees exactly what a doctor signed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.list import list_block
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

LINK = re.compile(r"https?://[^/\s]", re.IGNORECASE)


def _dashes_only(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Lists begin with `- `; a line that begins with `1.`, `*` or `+` is a line of text."""
    start = state.bMarks[line] + state.tShift[line]
    return state.src[start : start + 2] == "- " and list_block(state, line, end, silent)


class _Renderer(RendererHTML):
    """Shows the marks of what the subset does not have."""

    def em_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return tokens[index].markup

    em_close = em_open

    def strong_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[index]
        return token.markup if token.markup == "__" else self.renderToken(tokens, index, options, env)

    strong_close = strong_open


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", renderer_cls=_Renderer)
    markdown.enable(["list", "escape", "emphasis", "link", "newline"])
    markdown.block.ruler.at("list", _dashes_only, {"alt": ["paragraph", "reference", "blockquote"]})
    markdown.validateLink = lambda url: LINK.match(url) is not None  # type: ignore[method-assign]
    return markdown


_MARKDOWN = _markdown()
_TAGS = {"p", "ul", "li", "strong", "a"}
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}}


@lru_cache(maxsize=1024)
def to_html(source: str) -> SafeString:
    """`source` as HTML that holds nothing but p, ul, li, strong and a; hostile HTML in it is shown as text."""
    clean = nh3.clean(
        _MARKDOWN.render(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https"},
        # Editors choose these links and a doctor signs them: vouched for, so no "nofollow"; same window, no opener.
        link_rel="external",
    )
    # Safe: nh3 has just taken out every tag and attribute but those above, and addresses that are not http(s).
    return mark_safe(clean.strip())  # noqa: S308


def to_text(source: str) -> str:
    """`source` without its marks: lists keep their dashes, links show their address in brackets."""
    lines: list[str] = []
    depth = 0
    bullet = ""
    for token in _MARKDOWN.parse(source):
        if token.type in {"bullet_list_open", "bullet_list_close"}:
            depth += 1 if token.nesting == 1 else -1
            if depth == 0:
                lines.append("")
        elif token.type == "list_item_open":
            bullet = "  " * (depth - 1) + "- "
        elif token.type == "inline":
            text = _inline_text(token.children or [])
            lines.append(bullet + text if depth else text + "\n")
            bullet = "  " * depth
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _inline_text(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    address = ""
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            parts.append(f" ({address})")
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif token.type.startswith("em_") or token.markup == "__":
            parts.append(token.markup)
        else:
            parts.append(token.content)
    return "".join(parts)
