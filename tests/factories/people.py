from itertools import count

from preuve.web.accounts.models import Organisation, OrganisationKind, Role, RoleGrant, User

PASSWORD = "un-mot-de-passe-de-test"
_numbers = count(1)


def make_organisation(name: str = "", kind: str = OrganisationKind.CENTRE) -> Organisation:
    return Organisation.objects.create(name=name or f"Organisme {next(_numbers)}", kind=kind, city="Lyon")


def make_person(*roles: Role, organisation: Organisation | None = None, **fields) -> User:
    number = next(_numbers)
    fields = {
        "first_name": "Camille",
        "last_name": f"Durand{number}",
        "birth_name": f"Durand{number}",
        "sex": "F",
        "birth_date": "1999-04-02",
        "birth_place": "Lyon",
        **fields,
    }
    user = User.objects.create_user(fields.pop("email", f"personne{number}@test.example"), PASSWORD, **fields)
    for role in roles:
        bound = organisation if role in {Role.CENTRE_MANAGER, Role.TRAINER} else None
        RoleGrant.objects.create(user=user, role=role, organisation=bound)
    return user
