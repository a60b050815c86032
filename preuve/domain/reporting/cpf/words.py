"""The words for everything that can be wrong with an entry or a flow, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABELS = {
    "flow": ("Flux", "Flow"),
    "flow.id": ("Identifiant du flux", "Flow id"),
    "flow.moment": ("Horodatage", "Time stamp"),
    "flow.action": ("Action", "Action"),
    "flow.client": ("Identifiant client de l’émetteur", "Client id of the sender"),
    "certifier.client": ("Identifiant client du certificateur", "Client id of the certifier"),
    "certifier.contract": ("Identifiant de contrat", "Contract id"),
    "certification.kind": ("Type de certification", "Kind of certification"),
    "certification.code": ("Code de la certification", "Code of the certification"),
    "certification.depositor": ("Nature du déposant", "Kind of depositor"),
    "key": ("Identifiant technique", "Technical id"),
    "proof_url": ("Adresse de la preuve", "Address of the proof"),
    "option": ("Option", "Option"),
    "obtained": ("Mode d’obtention", "How it was obtained"),
    "certified": ("Donnée certifiée", "Certified datum"),
    "exam_start": ("Début de l’examen", "Start of the exam"),
    "exam_end": ("Fin de l’examen", "End of the exam"),
    "exam_mode": ("Modalité de l’examen", "Mode of the exam"),
    "exam_postal_code": ("Code postal du centre", "Postal code of the centre"),
    "granted_on": ("Date d’octroi", "Date granted"),
    "valid_until": ("Fin de validité", "End of validity"),
    "has_language_level": ("Présence d’un niveau de langue", "Presence of a language level"),
    "language_level": ("Niveau de langue", "Language level"),
    "has_digital_level": ("Présence d’un niveau numérique", "Presence of a digital level"),
    "digital.score": ("Score numérique général", "General digital score"),
    "digital.results.level": ("Niveau numérique", "Digital level"),
    "digital.results.domain": ("Domaine numérique", "Digital domain"),
    "digital.results.competence": ("Compétence numérique", "Digital competence"),
    "score": ("Score", "Score"),
    "distinction": ("Mention", "Distinction"),
    "route": ("Modalité d’accès", "Route"),
    "vae_route": ("Voie d’accès VAE", "VAE route"),
    "initiative": ("Initiative de l’inscription", "Initiative of the enrolment"),
    "enrolled_on": ("Date d’inscription", "Date of enrolment"),
    "holder": ("Titulaire", "Holder"),
    "file.number": ("Numéro de dossier de formation", "Training file number"),
    "file.name": ("Nom du titulaire", "Name of the holder"),
    "file.first_name": ("Prénom du titulaire", "First name of the holder"),
    "holder.birth_name": ("Nom de naissance", "Birth name"),
    "holder.used_name": ("Nom d’usage", "Name in use"),
    "holder.first_name": ("Prénom", "First name"),
    "holder.second_name": ("Deuxième prénom", "Second first name"),
    "holder.third_name": ("Troisième prénom", "Third first name"),
    "holder.birth_year": ("Année de naissance", "Year of birth"),
    "holder.birth_month": ("Mois de naissance", "Month of birth"),
    "holder.birth_day": ("Jour de naissance", "Day of birth"),
    "holder.sex": ("Sexe", "Sex"),
    "holder.insee_code": ("Code INSEE de la commune de naissance", "INSEE code of the commune of birth"),
    "holder.postal_code": ("Code postal de naissance", "Postal code of birth"),
    "holder.commune": ("Commune de naissance", "Commune of birth"),
    "holder.country_code": ("Code du pays de naissance", "Code of the country of birth"),
    "holder.country": ("Pays de naissance", "Country of birth"),
    "holder.comment": ("Commentaire", "Comment"),
    "national.nir": ("NIR", "NIR"),
    "national.birth_name": ("Nom de naissance", "Birth name"),
    "comment": ("Verbatim", "Comment"),
}

SENTENCES = {
    # data
    "missing": ("cette donnée manque, elle est obligatoire", "this datum is missing, and required"),
    "missing-sex": (
        "le sexe manque (M ou F) ; laissé vide, il ferait refuser tout le fichier",
        "the sex is missing (M or F); left empty, it would have the whole file refused",
    ),
    "missing-birth-place": (
        "donner le code INSEE de la commune (99xxx pour un pays étranger) ou le code postal",
        "give the INSEE code of the commune (99xxx for a foreign country) or the postal code",
    ),
    "missing-holder": (
        "donner l’état civil, le dossier de formation ou le NIR",
        "give the civil status, the training file or the NIR",
    ),
    "empty": ("vide : l’omettre, ou donner une valeur", "empty: leave it out, or give a value"),
    "blank": ("que des espaces : donner une valeur", "only blanks: give a value"),
    "edges": ("une espace au début ou à la fin", "a blank at the start or the end"),
    "too-long": ("{length} caractères, {high} au plus", "{length} characters, at most {high}"),
    "wrong-length": ("{length} caractères, il en faut {high}", "{length} characters, must be {high}"),
    "control-character": (
        "caractère interdit (U+{character}) en position {position}",
        "forbidden character (U+{character}) at position {position}",
    ),
    "not-listed": (
        "« {found} » n’est pas permis ; permis : {listed}",
        "“{found}” isn’t allowed; allowed: {listed}",
    ),
    "not-a-date": (
        "« {found} » n’est pas une date ; écrire AAAA-MM-JJ, de 1900 à 2099",
        "“{found}” isn’t a date; write YYYY-MM-DD, from 1900 to 2099",
    ),
    "not-a-moment": (
        "« {found} » n’est pas un horodatage ; écrire AAAA-MM-JJThh:mm:ss+hh:mm, sans fraction ni Z",
        "“{found}” isn’t a time stamp; write YYYY-MM-DDThh:mm:ss+hh:mm, without fraction or Z",
    ),
    "not-a-number": ("« {found} » n’est pas un nombre entier", "“{found}” isn’t a whole number"),
    "out-of-range": ("{found}, ce n’est pas de {low} à {high}", "{found} isn’t from {low} to {high}"),
    "not-a-flag": ("« {found} » n’est ni true ni false", "“{found}” is neither true nor false"),
    "nir-length": (
        "{length} caractères, il en faut 15, clé comprise",
        "{length} characters, must be 15 with the key",
    ),
    "nir-shape": (
        "ce n’est pas un NIR (1 ou 2, année, mois, département, commune, rang)",
        "this is no NIR (1 or 2, year, month, department, commune, rank)",
    ),
    "nir-key": (
        "la clé ne va pas avec le numéro : faute de frappe ?",
        "the key doesn’t belong to the number: a typo?",
    ),
    # rules between data
    "code-shape": (
        "« {found} » n’est pas un code du répertoire (RNCP37674 ou RS1234)",
        "“{found}” is no code of the register (RNCP37674 or RS1234)",
    ),
    "code-of-a-block": (
        "« {found} » est un bloc ; seul le titre entier s’envoie",
        "“{found}” is a block; only the whole certification can be sent",
    ),
    "code-of-other-kind": (
        "« {found} » ne va pas avec le type {kind}",
        "“{found}” doesn’t go with the kind {kind}",
    ),
    "kind-unknown": ("« {found} » n’est ni RNCP ni RS", "“{found}” is neither RNCP nor RS"),
    "before": ("{found} est avant {other} ({label})", "{found} is before {other} ({label})"),
    "future": ("{found} est après aujourd’hui ({today})", "{found} is after today ({today})"),
    "no-such-day": ("le {found} n’existe pas", "there is no {found}"),
    "day-without-month": ("un jour sans mois", "a day without a month"),
    "birth-after-grant": ("né après l’octroi ({granted})", "born after it was granted ({granted})"),
    "age": ("{age} ans à l’octroi : à vérifier", "{age} years old when granted: to be checked"),
    "score-missing": ("obtenue par score, le score manque", "obtained by score, the score is missing"),
    "not-vae": ("donnée sans que l’accès soit la VAE", "given though the route isn’t VAE"),
    "level-unsaid": ("niveau donné, mais dit absent", "level given, but said to be absent"),
    "level-missing": ("niveau dit présent, mais absent", "level said to be present, but absent"),
    "insee-shape": (
        "« {found} » n’est pas un code INSEE (département, commune ; 99xxx à l’étranger)",
        "“{found}” is no INSEE code (department, commune; 99xxx abroad)",
    ),
    "insee-corsica": (
        "« {found} » : depuis 1976 la Corse est 2A ou 2B, avant elle est 20",
        "“{found}”: since 1976 Corsica is 2A or 2B, before it is 20",
    ),
    "insee-unknown": ("« {found} » n’existait pas en {year}", "“{found}” didn’t exist in {year}"),
    "both-places": (
        "le code INSEE et le code postal s’excluent",
        "INSEE code and postal code exclude each other",
    ),
    "country-unnamed": (
        "né à l’étranger ({found}), le pays manque",
        "born abroad ({found}), the country is missing",
    ),
    "digits-in-name": ("un chiffre dans un nom : à vérifier", "a digit in a name: to be checked"),
    "not-an-address": (
        "« {found} » n’est pas une adresse https ou http",
        "“{found}” is no https or http address",
    ),
    "two-holders": ("donner une seule identité", "give one identity only"),
    "needs-1.1.5": ("le NIR demande le schéma 1.1.5", "the NIR needs schema 1.1.5"),
    # form of the flow
    "not-well-formed": ("XML illisible ({found})", "XML unreadable ({found})"),
    "document-type": ("déclaration de type de document (DTD) refusée", "document type (DTD) refused"),
    "token-too-long": ("une balise ou un commentaire sans fin", "a tag or comment without end"),
    "wrong-root": ("la racine est « {found} », il faut cpf:flux", "the root is “{found}”, must be cpf:flux"),
    "wrong-namespace": (
        "« {found} » n’est pas dans l’espace de noms {namespace}",
        "“{found}” isn’t in the namespace {namespace}",
    ),
    "unknown-element": (
        "« {found} » est inconnu ici ; attendu : {expected}",
        "“{found}” is unknown here; expected: {expected}",
    ),
    "repeated-element": ("« {found} » est là deux fois", "“{found}” is there twice"),
    "one-only": (
        "« {found} » est de trop : un seul parmi {expected}",
        "“{found}” is too much: only one of {expected}",
    ),
    "missing-element": ("il manque « {found} »", "“{found}” is missing"),
    "missing-one-of": ("il manque un élément parmi {expected}", "one of {expected} is missing"),
    "text-not-allowed": ("du texte entre les éléments : « {found} »", "text between elements: “{found}”"),
    "element-in-value": ("un élément « {found} » dans une valeur", "an element “{found}” inside a value"),
    "attribute": ("attribut « {found} » interdit", "attribute “{found}” not allowed"),
    "nil-not-allowed": ("xsi:nil n’est pas permis ici", "xsi:nil isn’t allowed here"),
    "nil-not-a-flag": (
        "xsi:nil vaut « {found} », ni true ni false",
        "xsi:nil is “{found}”, neither true nor false",
    ),
    "nil-with-content": (
        'xsi:nil="true", et pourtant un contenu',
        'xsi:nil="true", and yet there is content',
    ),
    "version-1.1.5": (
        "« {found} » n’existe qu’à partir du schéma 1.1.5",
        "“{found}” exists from schema 1.1.5 on only",
    ),
    "repeated-key": ("« {found} » est déjà dans ce fichier", "“{found}” is in this file already"),
    "too-many-entries": ("plus de {most} passages dans un fichier", "more than {most} entries in a file"),
    "too-many-bytes": ("plus de {most} octets dans un fichier", "more than {most} bytes in a file"),
}


def label(field: str, language: str) -> str:
    """What a datum is called, ``fr`` or ``en``."""
    return _LABELS[field][0 if language == "fr" else 1]


def sentence(code: str, language: str, data: Mapping[str, str]) -> str:
    """The sentence of a code, ``fr`` or ``en``; a datum named ``label`` is a field and gets its name."""
    filled = {
        name: label(value, language).lower() if name == "label" else value for name, value in data.items()
    }
    return SENTENCES[code][0 if language == "fr" else 1].format(**filled)
