"""Gives PyLD its contexts: vendored ones by address, and the contexts scoped inside them."""

from collections.abc import Callable, Mapping
from typing import Any

from pyld.resolved_context import ResolvedContext

from practicum.kernel.errors import Refusal


class VendoredResolver:
    """Stands in for PyLD's ContextResolver, whose cache is global to the process and could be filled by others.

    Only objects that stem from vendored documents arrive here (inline contexts are refused before), so the cache is
    bounded by those files. Scoped contexts are known by identity: PyLD's own resolver serialises each one every time.
    """

    def __init__(self, load_context: Callable[[str], dict[str, Any]]) -> None:
        self._load = load_context
        self._by_url: dict[str, list[Any]] = {}
        self._by_identity: dict[int, tuple[object, Any]] = {}

    def resolve(self, active_ctx: Any, context: Any, base: str, cycles: Any = None) -> list[Any]:
        """PyLD's protocol: the contexts of `context` in order, each wrapped for its cache."""
        del base, cycles
        if isinstance(context, Mapping) and "@context" in context:
            context = context["@context"]
        found: list[Any] = []
        for each in context if isinstance(context, list) else [context]:
            if isinstance(each, str):
                found += self._vendored(active_ctx, each)
            elif each is None or each is False:
                found.append(ResolvedContext(False))
            elif isinstance(each, Mapping):
                found.append(self._scoped(each))
            else:
                raise Refusal("context_form", "A context is neither an address nor an object.", field="@context")
        return found

    def _vendored(self, active_ctx: Any, url: str) -> list[Any]:
        if url not in self._by_url:
            self._by_url[url] = self.resolve(active_ctx, self._load(url), url)
        return self._by_url[url]

    def _scoped(self, context: Mapping[str, Any]) -> Any:
        kept = self._by_identity.get(id(context))
        if kept is None or kept[0] is not context:
            kept = (context, ResolvedContext(context))  # the reference keeps the identity from being used again
            self._by_identity[id(context)] = kept
        return kept[1]
