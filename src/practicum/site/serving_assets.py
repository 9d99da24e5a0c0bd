"""Serves the programs for the browser that an operator installed. Their addresses hold the hash of their content."""

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from practicum.kernel.errors import NotFound
from practicum.pages.api import assets_folder, read_any

_TYPES = {".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm", ".txt": "text/plain; charset=utf-8"}


# A worker is held to the policy that comes with its own file: it alone may compile WebAssembly, and no page may.
@csp({"default-src": [NONE], "script-src": [SELF, "'wasm-unsafe-eval'"], "connect-src": [SELF]})  # type: ignore[arg-type]
@require_safe
def asset(request: HttpRequest, digest: str, name: str) -> FileResponse:
    """One file, packed where the browser can unpack it. Raises NotFound."""
    found = read_any(settings.PRACTICUM.data_dir)
    if found is None or found.digest != digest or name not in found.files:
        raise NotFound("There is no such file.")
    path = assets_folder(settings.PRACTICUM.data_dir) / digest / name
    packed = path.with_name(f"{name}.gz")
    takes_packed = "gzip" in request.headers.get("Accept-Encoding", "") and packed.is_file()
    if not takes_packed and not path.is_file():
        raise NotFound("There is no such file.")
    response = FileResponse((packed if takes_packed else path).open("rb"), content_type=_TYPES[path.suffix])
    if takes_packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
