"""Send the bytes of an artefact without ever running them on our origin."""

from typing import IO

from django.http import FileResponse, Http404

from preuve.web.portfolios.storage import artefact_path

# What a browser may show by itself. Everything else is saved: HTML, SVG and XML could carry scripts.
SAFE_INLINE = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "application/pdf",
        "text/plain",
        "video/mp4",
        "video/webm",
    }
)


def artefact_response(sha256: str, file_name: str, media_type: str, *, inline: bool) -> FileResponse:
    """Stream an artefact; shown in place only when asked and known safe, in a sandbox, never sniffed."""
    path = artefact_path(sha256)
    if not path.exists():
        raise Http404
    shown = inline and media_type in SAFE_INLINE
    content_type = "text/plain; charset=utf-8" if media_type == "text/plain" else media_type
    file: IO[bytes] = path.open("rb")
    response = FileResponse(
        file, as_attachment=not shown, filename=file_name or sha256, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox" if shown else "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    response["ETag"] = f'"{sha256}"'
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
