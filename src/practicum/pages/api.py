"""The door of the page shell."""

from practicum.pages.browser_assets import (
    CURRENT,
    SOURCES,
    BrowserAssets,
    assets_folder,
    read_any,
    read_assets,
    source_hash,
    source_text,
)
from practicum.pages.forms import apply_refusal
from practicum.pages.markdown import render_markdown
from practicum.pages.todo import Todo
from practicum.pages.uploads import UploadLimit, anybody, in_words, limit_of, takes_files

__all__ = [
    "CURRENT",
    "SOURCES",
    "BrowserAssets",
    "Todo",
    "UploadLimit",
    "anybody",
    "apply_refusal",
    "assets_folder",
    "in_words",
    "limit_of",
    "read_any",
    "read_assets",
    "render_markdown",
    "source_hash",
    "source_text",
    "takes_files",
]
