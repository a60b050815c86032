"""Codes of the domain and of this room, said in words; sentences are made nowhere else."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from preuve.domain.assessment.errors import RegulationsError, RegulationsFault
from preuve.domain.assessment.resits import AppealRefusal, AppealWindow, Resit, ResitRefusal
from preuve.domain.planning.clashes import OccupantKind, SeatClash
from preuve.domain.planning.independence import PanelProblem, PanelProblemCode
from preuve.web.sessions.roster import RosterFault, RosterProblem

COLUMN_NAMES: dict[str, Promise] = {
    "email": gettext_lazy("adresse électronique"),
    "last_name": gettext_lazy("nom"),
    "first_name": gettext_lazy("prénom"),
    "birth_name": gettext_lazy("nom de naissance"),
    "sex": gettext_lazy("sexe"),
    "birth_date": gettext_lazy("date de naissance"),
    "birth_place": gettext_lazy("lieu de naissance"),
    "route": gettext_lazy("voie d’accès"),
    "centre": gettext_lazy("centre"),
    "trainer": gettext_lazy("formateur"),
    "blocks": gettext_lazy("blocs"),
    "accommodation": gettext_lazy("aménagement"),
    "extra_minutes": gettext_lazy("temps supplémentaire (minutes)"),
}
ROSTER_SENTENCES: dict[RosterFault, Promise] = {
    RosterFault.EMPTY: gettext_lazy("Le fichier est vide."),
    RosterFault.TOO_LARGE: gettext_lazy("Le fichier dépasse 5 Mo."),
    RosterFault.NOT_TEXT: gettext_lazy(
        "Ce fichier n’est pas un texte CSV : enregistrez votre tableau au format CSV."
    ),
    RosterFault.NO_HEADER: gettext_lazy(
        "La première ligne doit porter les titres des colonnes : aucun n’est reconnu. "
        "Partez du modèle à télécharger."
    ),
    RosterFault.MISSING_COLUMN: gettext_lazy("La colonne « %(column)s » manque."),
    RosterFault.REPEATED_COLUMN: gettext_lazy("La colonne « %(column)s » figure plusieurs fois."),
    RosterFault.UNKNOWN_COLUMN: gettext_lazy("La colonne « %(value)s » n’est pas connue : elle est ignorée."),
    RosterFault.TOO_MANY_LINES: gettext_lazy("Le fichier a plus de %(value)s lignes : découpez-le."),
    RosterFault.NO_LINE: gettext_lazy("Le fichier n’a aucune ligne sous les titres."),
    RosterFault.QUOTES: gettext_lazy(
        "Un guillemet n’est pas fermé, ou se trouve au milieu d’une valeur : "
        "la suite du fichier n’a pas été lue."
    ),
    RosterFault.CELLS: gettext_lazy("La ligne a plus de valeurs que de titres : « %(value)s » est en trop."),
    RosterFault.REQUIRED: gettext_lazy("Il manque : %(column)s."),
    RosterFault.TOO_LONG: gettext_lazy(
        "Valeur trop longue dans « %(column)s » : %(value)s caractères au plus."
    ),
    RosterFault.CONTROL: gettext_lazy(
        "La valeur de « %(column)s » contient un caractère invisible interdit."
    ),
    RosterFault.BAD_EMAIL: gettext_lazy("« %(value)s » n’est pas une adresse électronique."),
    RosterFault.BAD_DATE: gettext_lazy("« %(value)s » n’est pas une date : écrivez jj/mm/aaaa."),
    RosterFault.BAD_SEX: gettext_lazy("« %(value)s » n’est pas compris : écrivez F ou M."),
    RosterFault.BAD_ROUTE: gettext_lazy(
        "« %(value)s » n’est pas une voie d’accès : formation initiale, formation continue, apprentissage, "
        "contrat de professionnalisation, VAE ou candidat libre."
    ),
    RosterFault.BAD_NUMBER: gettext_lazy("« %(value)s » n’est pas un nombre de minutes."),
    RosterFault.DUPLICATE: gettext_lazy("Cette adresse figure déjà à la ligne %(value)s."),
    RosterFault.UNKNOWN_CENTRE: gettext_lazy(
        "Le centre « %(value)s » n’est pas connu, ou n’est pas le vôtre."
    ),
    RosterFault.DEFAULT_CENTRE: gettext_lazy(
        "Sans centre indiqué, c’est celui proposé par défaut qui est retenu."
    ),
    RosterFault.UNKNOWN_TRAINER: gettext_lazy("Aucun formateur n’a l’adresse « %(value)s »."),
    RosterFault.UNKNOWN_BLOCK: gettext_lazy("Le bloc « %(value)s » n’est pas évalué dans cette session."),
    RosterFault.ALL_BLOCKS: gettext_lazy(
        "Sans bloc indiqué, tous ceux de la session sont visés : %(value)s."
    ),
    RosterFault.EXTRA_WITHOUT_MEASURE: gettext_lazy(
        "Du temps supplémentaire est demandé sans dire la mesure."
    ),
    RosterFault.TOO_MUCH_EXTRA: gettext_lazy(
        "Le règlement permet au plus %(value)s minutes supplémentaires."
    ),
    RosterFault.ALREADY_ENROLLED: gettext_lazy("%(value)s est déjà inscrit(e) à cette session."),
    RosterFault.OTHER_NAME: gettext_lazy(
        "Un compte existe déjà à cette adresse, sous un autre nom que « %(value)s » : vérifiez l’adresse."
    ),
    RosterFault.KNOWN_PERSON: gettext_lazy(
        "Un compte existe déjà : il est repris, son identité n’est pas modifiée."
    ),
    RosterFault.NO_IDENTITY: gettext_lazy(
        "Sexe, date ou lieu de naissance manquent : il les faudra avant de délivrer un certificat."
    ),
    RosterFault.ACQUIRED_BLOCKS: gettext_lazy(
        "Déjà acquis, ces blocs ne se représentent pas : %(value)s. Les autres sont visés."
    ),
}


def roster_sentence(problem: RosterProblem) -> str:
    """Return a roster's problem in words, without its line."""
    if problem.fault is RosterFault.BLOCK_REFUSED:  # said where the candidate's results are known
        return problem.value
    column = COLUMN_NAMES.get(problem.column, "")
    return str(ROSTER_SENTENCES[problem.fault]) % {"column": column, "value": problem.value}


def day_and_time(at: datetime) -> str:
    """Return « lundi 11 janvier 2027 à 10:00 » in the active language."""
    local = timezone.localtime(at)
    return _("%(day)s à %(time)s") % {"day": long_day(local.date()), "time": clock(local)}


def long_day(day: date) -> str:
    """Return « lundi 11 janvier 2027 » in the active language."""
    return date_format(day, pgettext("format d’un jour de la semaine et d’une date", "l j F Y"))


def clock(at: datetime) -> str:
    """Return « 10:00 », local time."""
    return timezone.localtime(at).strftime("%H:%M")


def listed(names: list[str]) -> str:
    """Return « Anne, Bilal et Chloé »."""
    if len(names) < 2:  # noqa: PLR2004 (one name is not a list)
        return "".join(names)
    return _("%(first)s et %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def panel_sentence(problem: PanelProblem, names: Mapping[str, str], candidate: str) -> str:
    """Return why a panel may not sit for `candidate`, with the names of the jurors concerned."""
    return _PANEL_SENTENCES[problem.code](
        problem, listed([names.get(juror, "?") for juror in problem.jurors]), candidate
    )


def _trainer_sits(problem: PanelProblem, who: str, candidate: str) -> str:
    text = ngettext(
        "%(who)s forme %(candidate)s : cette personne ne peut pas siéger.",
        "%(who)s forment %(candidate)s : ces personnes ne peuvent pas siéger.",
        len(problem.jurors),
    )
    return text % {"who": who, "candidate": candidate}


def _conflict_declared(problem: PanelProblem, who: str, candidate: str) -> str:
    text = ngettext(
        "%(who)s a un lien déclaré avec %(candidate)s : cette personne ne peut pas siéger.",
        "%(who)s ont un lien déclaré avec %(candidate)s : ces personnes ne peuvent pas siéger.",
        len(problem.jurors),
    )
    return text % {"who": who, "candidate": candidate}


def _shared_organisation(problem: PanelProblem, who: str, candidate: str) -> str:
    text = ngettext(
        "%(who)s travaille dans la même organisation que %(candidate)s : cette personne ne peut pas siéger.",
        "%(who)s travaillent dans la même organisation que %(candidate)s : "
        "ces personnes ne peuvent pas siéger.",
        len(problem.jurors),
    )
    return text % {"who": who, "candidate": candidate}


def _salaried(problem: PanelProblem, who: str, _candidate: str) -> str:
    text = ngettext(
        "%(who)s est salarié(e) du certificateur : cette personne ne peut pas siéger.",
        "%(who)s sont salariés du certificateur : ces personnes ne peuvent pas siéger.",
        len(problem.jurors),
    )
    return text % {"who": who}


def _accompanied(problem: PanelProblem, who: str, candidate: str) -> str:
    text = ngettext(
        "%(who)s a accompagné la VAE de %(candidate)s : cette personne ne peut pas siéger.",
        "%(who)s ont accompagné la VAE de %(candidate)s : ces personnes ne peuvent pas siéger.",
        len(problem.jurors),
    )
    return text % {"who": who, "candidate": candidate}


def _too_few(problem: PanelProblem, _who: str, _candidate: str) -> str:
    text = ngettext(
        "Le jury doit compter au moins %(needed)s membres : il n’en a que %(found)s.",
        "Le jury doit compter au moins %(needed)s membres : il n’en a que %(found)s.",
        problem.found or 0,
    )
    return text % {"needed": problem.needed, "found": problem.found}


def _external_share(problem: PanelProblem, who: str, candidate: str) -> str:
    text = ngettext(
        "Pour %(candidate)s, %(needed)s membre au moins doit être extérieur au certificateur et à son "
        "organisme de formation : il y en a %(found)s sur %(members)s (ne compte pas : %(who)s).",
        "Pour %(candidate)s, %(needed)s membres au moins doivent être extérieurs au certificateur et à son "
        "organisme de formation : il y en a %(found)s sur %(members)s (ne compte pas : %(who)s).",
        problem.needed or 0,
    )
    return text % {
        "candidate": candidate,
        "needed": problem.needed,
        "found": problem.found,
        "members": problem.members,
        "who": who,
    }


def _not_covered(problem: PanelProblem, _who: str, candidate: str) -> str:
    text = ngettext(
        "Aucun membre n’est qualifié pour le bloc %(blocks)s de %(candidate)s.",
        "Aucun membre n’est qualifié pour les blocs %(blocks)s de %(candidate)s.",
        len(problem.blocks),
    )
    return text % {"blocks": listed(list(problem.blocks)), "candidate": candidate}


def _vae_not_qualified(problem: PanelProblem, _who: str, candidate: str) -> str:
    text = ngettext(
        "Pour la VAE de %(candidate)s, %(needed)s membre qualifié au moins doit siéger : "
        "il y en a %(found)s.",
        "Pour la VAE de %(candidate)s, %(needed)s membres qualifiés au moins doivent siéger : "
        "il y en a %(found)s.",
        problem.needed or 0,
    )
    return text % {"candidate": candidate, "needed": problem.needed, "found": problem.found}


def _gender_mix(problem: PanelProblem, who: str, candidate: str) -> str:
    text = _("Pour la VAE de %(candidate)s, des femmes et des hommes doivent siéger.") % {
        "candidate": candidate
    }
    if problem.jurors:
        text += " " + _("(Non renseigné pour : %(who)s.)") % {"who": who}
    return text


_PANEL_SENTENCES: dict[PanelProblemCode, Callable[[PanelProblem, str, str], str]] = {
    PanelProblemCode.DUPLICATE_MEMBER: lambda _p, who, _c: (
        _("%(who)s figure deux fois dans le jury.") % {"who": who}
    ),
    PanelProblemCode.TRAINER_SITS: _trainer_sits,
    PanelProblemCode.CONFLICT_DECLARED: _conflict_declared,
    PanelProblemCode.SHARED_ORGANISATION: _shared_organisation,
    PanelProblemCode.SALARIED_BY_CERTIFIER: _salaried,
    PanelProblemCode.VAE_ACCOMPANIED: _accompanied,
    PanelProblemCode.RESERVE_ONLY: lambda _p, _w, _c: _(
        "Le jury n’a que des réservistes : personne ne siège."
    ),
    PanelProblemCode.TOO_FEW_MEMBERS: _too_few,
    PanelProblemCode.EXTERNAL_SHARE: _external_share,
    PanelProblemCode.BLOCK_NOT_COVERED: _not_covered,
    PanelProblemCode.NO_CHAIR: lambda _p, _w, _c: _("Personne ne préside le jury."),
    PanelProblemCode.SEVERAL_CHAIRS: lambda _p, who, _c: (
        _("Plusieurs personnes président : %(who)s.") % {"who": who}
    ),
    PanelProblemCode.CHAIR_NOT_ABLE: lambda _p, who, _c: (
        _("%(who)s préside sans avoir été déclaré(e) apte à présider.") % {"who": who}
    ),
    PanelProblemCode.VAE_NOT_QUALIFIED: _vae_not_qualified,
    PanelProblemCode.GENDER_MIX: _gender_mix,
}


def clash_sentence(clash: SeatClash, name: str) -> str:
    """Return who or what is already taken, and until when."""
    values = {
        "name": name,
        "until": clock(clash.end),
        "from": clock(clash.start),
        "day": long_day(clash.start.date()),
    }
    sentences = {
        OccupantKind.ROOM: _("La salle %(name)s est déjà prise le %(day)s de %(from)s à %(until)s."),
        OccupantKind.JUROR: _("%(name)s siège déjà ailleurs le %(day)s de %(from)s à %(until)s."),
        OccupantKind.CANDIDATE: _(
            "%(name)s passe déjà une autre soutenance le %(day)s de %(from)s à %(until)s."
        ),
    }
    return sentences[clash.kind] % values


def regulations_sentence(error: RegulationsError) -> str:
    """Return why a value of the regulations is refused."""
    expected = [str(item) for item in error.expected]
    if error.fault is RegulationsFault.OUT_OF_RANGE:
        return _("La valeur doit être comprise entre %(least)s et %(most)s.") % {
            "least": expected[0],
            "most": expected[1],
        }
    if error.fault is RegulationsFault.UNKNOWN_LEVEL:
        return _("« %(found)s » n’est pas un niveau de l’échelle (%(levels)s).") % {
            "found": error.found,
            "levels": ", ".join(expected),
        }
    return str(_REGULATIONS_SENTENCES.get(error.fault, gettext_lazy("Cette valeur n’est pas comprise.")))


_REGULATIONS_SENTENCES: dict[RegulationsFault, Promise] = {
    RegulationsFault.EMPTY: gettext_lazy("Cette valeur est nécessaire ; l’échelle a de 2 à 21 niveaux."),
    RegulationsFault.REPEATED: gettext_lazy("Le même code figure deux fois."),
    RegulationsFault.NOT_INCREASING: gettext_lazy(
        "Chaque niveau doit valoir plus que le précédent, et rester acquis si le précédent l’est."
    ),
    RegulationsFault.CONTRADICTION: gettext_lazy("Cette valeur contredit une autre valeur du règlement."),
}


APPEAL_REFUSALS: dict[AppealRefusal, Promise] = {
    AppealRefusal.NOT_NOTIFIED: gettext_lazy("Aucun résultat n’était publié à cette date."),
    AppealRefusal.ALREADY_OPEN: gettext_lazy("Un recours contre ce résultat attend déjà une décision."),
    AppealRefusal.ALREADY_DECIDED: gettext_lazy("Un recours contre ce résultat a déjà été jugé."),
    AppealRefusal.TOO_LATE: gettext_lazy("Le délai de recours a pris fin le %(day)s."),
}


def appeal_refusal_sentence(window: AppealWindow) -> str:
    """Return why an appeal can't be lodged."""
    day = date_format(window.deadline) if window.deadline else ""
    return str(APPEAL_REFUSALS[window.refusal or AppealRefusal.NOT_NOTIFIED]) % {"day": day}


def resit_sentence(item: Resit) -> str:
    """Return why a block can't be presented again; empty when it can."""
    if item.refusal is None:
        return ""
    sentences = {
        ResitRefusal.ACQUIRED: _("Le bloc %(block)s est déjà acquis et le reste."),
        ResitRefusal.AWAITING_RESULT: _(
            "Le bloc %(block)s attend le résultat d’une autre session, ou sa rectification."
        ),
        ResitRefusal.APPEAL_OPEN: _("Un recours concernant le bloc %(block)s attend une décision."),
        ResitRefusal.NO_ATTEMPT_LEFT: _(
            "Le bloc %(block)s a été présenté %(attempts)s fois : le règlement n’en permet pas davantage."
        ),
        ResitRefusal.TOO_EARLY: _("Le bloc %(block)s ne peut se représenter qu’à partir du %(day)s."),
    }
    day = date_format(item.from_day) if item.from_day else ""
    return sentences[item.refusal] % {"block": item.block, "attempts": item.attempts, "day": day}
