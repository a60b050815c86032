"""What is stated of tickets: the kinds, in both languages."""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

_COUNTED = Strength.RECOMPUTED

ITEMS = FactKind(
    "tickets.items",
    _COUNTED,
    "{total} {total:ticket|tickets} : {done} {done:terminé|terminés}, {open} {open:ouvert|ouverts}, "
    "{dropped} "
    "{dropped:abandonné|abandonnés}, {unknown} dont l’état n’est pas reconnu.",
    "{total} {total:ticket|tickets}: {done} done, {open} open, {dropped} dropped, {unknown} whose state is "
    "not "
    "recognised.",
)
STATES = FactKind("tickets.states", _COUNTED, "Tickets par état : {said}.", "Tickets by state: {said}.")
TYPES = FactKind("tickets.types", _COUNTED, "Tickets par type : {said}.", "Tickets by type: {said}.")
PRIORITIES = FactKind(
    "tickets.priorities", _COUNTED, "Tickets par priorité : {said}.", "Tickets by priority: {said}."
)
VERSIONS = FactKind(
    "tickets.versions",
    _COUNTED,
    "Tickets par version visée : {said}.",
    "Tickets by target version: {said}.",
)
PEOPLE = FactKind(
    "tickets.people",
    _COUNTED,
    "Tickets attribués à {assignees} {assignees:personne ou groupe|personnes ou groupes} ; {unassigned} "
    "{unassigned:ticket|tickets} sans attribution.",
    "Tickets assigned to {assignees} {assignees:person or group|people or groups}; {unassigned} "
    "{unassigned:ticket|tickets} without assignee.",
)
AUTHORS = FactKind(
    "tickets.authors",
    _COUNTED,
    "Tickets ouverts par {value} {value:demandeur distinct|demandeurs distincts}.",
    "Tickets opened by {value} distinct {value:requester|requesters}.",
)
CANDIDATE = FactKind(
    "tickets.candidate",
    _COUNTED,
    "Le candidat a {assigned} {assigned:ticket attribué|tickets attribués} sur {total} et en a ouvert "
    "{opened}.",
    "The candidate is assigned {assigned} of {total} {total:ticket|tickets} and opened {opened}.",
)
ACTIVITY = FactKind(
    "tickets.activity",
    _COUNTED,
    "{events} {events:événement daté|événements datés} du {first:date} au {last:date} : {active_weeks} "
    "{active_weeks:semaine active|semaines actives} sur {weeks}, au plus {busiest} en une semaine.",
    "{events} dated {events:event|events} from {first:date} to {last:date}: {active_weeks} active of {weeks} "
    "{weeks:week|weeks}, at most {busiest} in one week.",
)
RESOLUTION_TIME = FactKind(
    "tickets.resolution_time",
    _COUNTED,
    "Délai d’ouverture à résolution de {n} {n:ticket|tickets} : médiane {median:duration}, 90e centile "
    "{p90:duration}.",
    "Time from opening to resolution of {n} {n:ticket|tickets}: median {median:duration}, 90th percentile "
    "{p90:duration}.",
    unit="s",
)
TAKING_TIME = FactKind(
    "tickets.taking_time",
    _COUNTED,
    "Délai d’ouverture à prise en charge de {n} {n:ticket|tickets} : médiane {median:duration}, 90e centile "
    "{p90:duration}.",
    "Time from opening to being taken on of {n} {n:ticket|tickets}: median {median:duration}, 90th "
    "percentile "
    "{p90:duration}.",
    unit="s",
)
WITHOUT_RESOLUTION = FactKind(
    "tickets.without_resolution",
    _COUNTED,
    "{value} {value:ticket|tickets} sur {total} sans résolution renseignée, dont {done} "
    "{done:terminé|terminés}.",
    "{value} of {total} {total:ticket|tickets} without a resolution, {done} of them finished.",
)
DUE = FactKind(
    "tickets.due",
    _COUNTED,
    "{with_due} {with_due:ticket porte|tickets portent} une échéance ; {late} {late:résolu|résolus} après "
    "elle.",
    "{with_due} {with_due:ticket has|tickets have} a due date; {late} resolved after it.",
)
REOPENED = FactKind(
    "tickets.reopened",
    _COUNTED,
    "{value} {value:ticket rouvert|tickets rouverts} sur {total}.",
    "{value} of {total} {total:ticket|tickets} reopened.",
)
LINKS = FactKind(
    "tickets.links",
    _COUNTED,
    "{items} {items:ticket lié|tickets liés} à d’autres : {problem} à un problème, {change} à un changement, "
    "{other} autrement.",
    "{items} {items:ticket|tickets} linked to others: {problem} to a problem, {change} to a change, {other} "
    "otherwise.",
)
_INCIDENTS = (
    "{incidents} {incidents:incident|incidents}, dont {done} {done:terminé|terminés}",
    "{incidents} {incidents:incident|incidents}, {done} done",
)


def _incidents(fr: str, en: str) -> FactKind:
    return FactKind("tickets.incidents", _COUNTED, f"{_INCIDENTS[0]}{fr}.", f"{_INCIDENTS[1]}{en}.")


INCIDENTS = _incidents(
    " ; parmi eux, {with_resolution} avec une résolution écrite et {with_cause} avec une cause écrite",
    "; of these, {with_resolution} with a written resolution and {with_cause} with a written cause",
)
#: By the fields that the file has of resolution and cause.
INCIDENTS_BY_FIELDS = {
    (): _incidents("", ""),
    ("resolution",): _incidents(
        " ; parmi eux, {with_resolution} avec une résolution écrite",
        "; of these, {with_resolution} with a written resolution",
    ),
    ("cause",): _incidents(
        " ; parmi eux, {with_cause} avec une cause écrite", "; of these, {with_cause} with a written cause"
    ),
    ("resolution", "cause"): INCIDENTS,
}
CHANGES = FactKind(
    "tickets.changes",
    _COUNTED,
    "{n} {n:changement|changements} : {standard} {standard:standard|standards}, {normal} "
    "{normal:normal|normaux}, {urgent} {urgent:urgent|urgents}, {unknown} de type inconnu.",
    "{n} {n:change|changes}: {standard} standard, {normal} normal, {urgent} urgent, {unknown} of unknown "
    "type.",
)
CHANGE_APPROVALS = FactKind(
    "tickets.change_approvals",
    _COUNTED,
    "Changements : {approved} avec une date d’approbation, {implemented} avec une date de mise en œuvre ; "
    "{approved_first} {approved_first:approuvé|approuvés} avant la mise en œuvre.",
    "Changes: {approved} with a date of approval, {implemented} with a date of implementation; "
    "{approved_first} "
    "approved before implementation.",
)
CHANGE_REVIEWS = FactKind(
    "tickets.change_reviews",
    _COUNTED,
    "{reviewed} {reviewed:changement terminé|changements terminés} sur {done} avec une revue renseignée.",
    "{reviewed} of {done} finished {done:change|changes} with a review filled in.",
)
CHANGE_TIMES = FactKind(
    "tickets.change_times",
    _COUNTED,
    "Délai médian d’un changement, de l’ouverture à la fin : {said}.",
    "Median time of a change, from opening to end: {said_en}.",
    unit="s",
)
LISTS = FactKind(
    "tickets.lists",
    Strength.READ,
    "{n} {n:liste|listes} sur le tableau : {value}.",
    "{n} {n:list|lists} on the board: {value}.",
)
MEMBERS = FactKind(
    "tickets.members",
    Strength.READ,
    "{value} {value:membre|membres} du tableau.",
    "{value} {value:member|members} of the board.",
)
CARDS = FactKind(
    "tickets.cards",
    _COUNTED,
    "Sur {total} {total:carte|cartes} : {described} avec description, {due} avec échéance, {checklists} avec "
    "liste "
    "de contrôle, {attachments} avec pièce jointe, {members} avec membre, {labels} avec étiquette, "
    "{archived} "
    "{archived:archivée|archivées}.",
    "Of {total} {total:card|cards}: {described} with a description, {due} with a due date, {checklists} with "
    "a "
    "checklist, {attachments} with an attachment, {members} with a member, {labels} with a label, {archived} "
    "archived.",
)
BARE_CARDS = FactKind("tickets.cards_bare", CARDS.strength, CARDS.fr, CARDS.en)
HISTORY = FactKind(
    "tickets.history",
    _COUNTED,
    "{actions} {actions:action consignée|actions consignées} par {actors} {actors:personne|personnes}, "
    "dont {moves} {moves:déplacement|déplacements} de cartes entre listes.",
    "{actions} logged {actions:action|actions} by {actors} {actors:person|people}, {moves} of them "
    "{moves:a move|moves} of cards between lists.",
)
MOVES = FactKind(
    "tickets.moves",
    _COUNTED,
    "{n} {n:déplacement de carte|déplacements de cartes} entre listes : {said}.",
    "{n} {n:move of a card|moves of cards} between lists: {said}.",
)

FINDINGS = {
    kind.code: kind
    for kind in (
        FindingKind(
            "tickets.unreadable_rows",
            "{value} {value:ligne|lignes} dont les cellules ne correspondent pas aux colonnes de l’en-tête "
            "ou sans "
            "référence, titre ni état : rien n’en est tiré.",
            "{value} {value:row|rows} whose cells don’t match the header, or without key, title and state: "
            "nothing "
            "is told of them.",
        ),
        FindingKind(
            "tickets.resolved_before_created",
            "{value} {value:ticket résolu ou clos|tickets résolus ou clos} avant {value:son|leur} ouverture.",
            "{value} {value:ticket|tickets} resolved or closed before being opened.",
        ),
        FindingKind(
            "tickets.closed_before_resolved",
            "{value} {value:ticket clos|tickets clos} avant {value:sa|leur} date de résolution.",
            "{value} {value:ticket|tickets} closed before the date of resolution.",
        ),
        FindingKind(
            "tickets.updated_before_created",
            "{value} {value:ticket modifié|tickets modifiés} avant {value:son|leur} ouverture.",
            "{value} {value:ticket|tickets} modified before being opened.",
        ),
        FindingKind(
            "tickets.future_dates",
            "{value} {value:ticket daté|tickets datés} d’après le jour de la lecture.",
            "{value} {value:ticket|tickets} dated after the day of reading.",
        ),
        FindingKind(
            "tickets.closed_without_resolution",
            "{value} {value:ticket terminé|tickets terminés} sans résolution renseignée.",
            "{value} finished {value:ticket|tickets} without a resolution.",
        ),
        FindingKind(
            "tickets.open_with_close_date",
            "{value} {value:ticket ouvert porte|tickets ouverts portent} une date de clôture.",
            "{value} open {value:ticket has|tickets have} a closing date.",
        ),
        FindingKind(
            "tickets.repeated_keys",
            "{value} {value:ligne reprend|lignes reprennent} la référence d’un ticket déjà lu.",
            "{value} {value:row repeats|rows repeat} the key of a ticket already read.",
        ),
        FindingKind(
            "tickets.created_in_one_day",
            "Les {value} tickets datés ont tous été ouverts le {day:date}.",
            "All {value} dated tickets were opened on {day:date}.",
        ),
        FindingKind(
            "tickets.closed_in_one_day",
            "Les {value} tickets finis et datés l’ont tous été le {day:date}.",
            "All {value} dated finished tickets were finished on {day:date}.",
        ),
        FindingKind(
            "tickets.implemented_before_approved",
            "{value} {value:changement mis|changements mis} en œuvre avant {value:son|leur} approbation, "
            "dont {urgent} "
            "{urgent:urgent|urgents}.",
            "{value} {value:change|changes} implemented before approval, {urgent} of them urgent.",
        ),
        FindingKind(
            "tickets.urgent_not_reviewed",
            "{value} {value:changement urgent terminé|changements urgents terminés} sans revue renseignée.",
            "{value} finished urgent {value:change|changes} without a review.",
        ),
        FindingKind(
            "tickets.review_empty",
            "{value} {value:changement terminé|changements terminés} sans revue renseignée.",
            "{value} finished {value:change|changes} without a review.",
        ),
        FindingKind(
            "tickets.same_actor",
            "{value} {value:changement demandé et approuvé|changements demandés et approuvés} par la même "
            "personne.",
            "{value} {value:change|changes} requested and approved by the same person.",
        ),
    )
}

NO_QUALITY = LimitKind(
    "tickets.no_quality",
    "Ces tickets ne disent ni si la priorité était juste, ni la qualité du diagnostic et de la solution.",
    "These tickets tell neither whether the priority was right, nor how good diagnosis and solution were.",
)
AS_EXPORTED = LimitKind(
    "tickets.as_exported",
    "Un export ne montre que les tickets et les colonnes choisis, à la date où il est fait ; les dates "
    "saisies "
    "peuvent l’avoir été après coup.",
    "An export only shows the tickets and columns chosen, on the day it is made; dates may have been entered "
    "afterwards.",
)
CUT_HISTORY = LimitKind(
    "tickets.cut_history",
    "Trello n’exporte que les 1 000 dernières actions : les plus anciennes, et leurs déplacements, manquent.",
    "Trello only exports the last 1,000 actions: older ones, and their moves, are missing.",
)
ASSUMED_ORDER = LimitKind(
    "tickets.assumed_order",
    "Rien ne dit si le jour vient avant le mois dans {n:la colonne|les colonnes} {columns} : "
    "ni période ni délai n’en {n:est tiré|sont tirés}.",
    "Nothing tells whether the day comes before the month in the {n:column|columns} {columns}: no period and "
    "no time is drawn from {n:it|them}.",
)
BORROWED_ORDER = LimitKind(
    "tickets.borrowed_order",
    "{n:La colonne|Les colonnes} {columns} ne {n:dit|disent} pas si le jour vient avant le mois : "
    "{n:elle est lue|elles sont lues} dans l’ordre que {m:prouve la colonne|prouvent les colonnes} "
    "{proving}.",
    "The {n:column|columns} {columns} {n:does|do} not tell whether the day comes before the month: "
    "{n:it is|they are} read in the order that the {m:column|columns} {proving} {m:proves|prove}.",
)
MANY_KEYS = LimitKind(
    "tickets.many_keys",
    "Au-delà de 200 000 tickets, les références répétées ne sont plus cherchées.",
    "Beyond 200,000 tickets, repeated keys are no longer looked for.",
)
