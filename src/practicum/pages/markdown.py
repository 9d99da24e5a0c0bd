"""Markdown to safe HTML: rendered by markdown-it, then cleaned by nh3, whoever wrote it."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h2", "h3", "h4", "h5", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_SCROLL = '<div class="table-scroll" role="region" tabindex="0" aria-label="Table"><table class="table">'
_ATTRIBUTES = {"a": {"href", "title"}, "th": {"scope"}, "ol": {"start"}}


def render_markdown(text: str, *, heading_from: int = 2) -> SafeString:
    """Safe HTML of `text`. Its highest headings become `<h{heading_from}>` and none skips a level, whatever its writer
    counted from, so that pages keep one outline."""
    tokens = _MARKDOWN.parse(text)
    written = sorted({token.tag for token in tokens if token.type == "heading_open"})
    level = heading_from - 1
    for token in tokens:
        if token.type == "heading_open":
            level = min(heading_from + written.index(token.tag), level + 1, 5)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{level}"
        if token.type == "th_open":
            token.attrSet("scope", "col")
            token.attrs.pop("style", None)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    # A wide table scrolls by itself, also by keyboard, so that the page never does.
    clean = clean.replace("<table>", _SCROLL).replace("</table>", "</table></div>")
    return mark_safe(clean)  # noqa: S308  cleaned above
