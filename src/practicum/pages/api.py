"""The door of the page shell."""

from practicum.pages.forms import apply_refusal
from practicum.pages.markdown import render_markdown
from practicum.pages.todo import Todo

__all__ = ["Todo", "apply_refusal", "render_markdown"]
