import base64
from datetime import date
from itertools import count

from django.utils import timezone

from preuve.domain.credentials.numbering import certificate_number
from preuve.web.credentials.models import Certificate
from preuve.web.juries.models import Minutes
from preuve.web.sessions.models import Enrolment

_numbers = count(500_001)


def make_certificate(enrolment: Enrolment, minutes: Minutes, block_code: str = "", **fields) -> Certificate:
    """A certificate in force with every mention, for the whole certification or the block of `block_code`."""
    rank = next(_numbers)
    person, version = enrolment.candidate, enrolment.session.framework_version
    certification = version.certification
    block = version.blocks.filter(code=block_code).first()
    mentions = {
        "format": "preuve-certificate/1",
        "title": certification.title,
        "rncp_code": certification.rncp_code,
        "level": certification.level,
        "nsf_codes": certification.nsf_codes,
        "decision_reference": certification.decision_reference,
        "decision_date": str(certification.decision_date),
        "valid_until": str(certification.valid_until),
        "certifier": certification.certifier.name,
        "framework_version": version.number,
        "framework_hash": version.content_hash,
        "holder_first_names": person.first_name,
        "holder_birth_name": person.birth_name,
        "holder_last_name": person.last_name,
        "holder_sex": person.sex,
        "birth_date": str(person.birth_date),
        "birth_place": person.birth_place,
        "place": enrolment.session.place,
        "granted_on": "2027-03-12",
        "signatory_name": "Hélène Vasseur",
        "signatory_quality": "Responsable de certification",
        "block_code": block_code,
        "block_title": block.title if block else "",
    }
    values = {
        "kind": Certificate.Kind.BLOCK if block_code else Certificate.Kind.CERTIFICATION,
        "number": certificate_number("TEST", 2027, rank),
        "public_id": base64.b32encode(rank.to_bytes(16)).decode().rstrip("=").lower(),
        "certification": certification,
        "framework_version": version,
        "block_code": block_code,
        "holder": person,
        "enrolment": enrolment,
        "minutes": minutes,
        "mentions": mentions,
        "granted_on": date(2027, 3, 12),
        "issued_at": timezone.now(),
        **fields,
    }
    return Certificate.objects.create(**values)
