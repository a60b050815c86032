from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from preuve.web.accounts.rules import public
from preuve.web.seals.authorities import pem
from preuve.web.seals.models import Authority


@require_safe
@public
def root_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the root that vouches for what a certifier and its jurors sign: what a reader must trust."""
    del request
    found = get_object_or_404(Authority, organisation=pk)
    answer = HttpResponse(pem(bytes(found.certificate)), content_type="application/x-pem-file")
    answer["Content-Disposition"] = f'attachment; filename="racine-{pk}.pem"'
    return answer
