"""The words of the regulations' form: one title and one explanation for each parameter of the domain."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from preuve.domain.assessment.regulations import BlockRuleKind, DefenceCovers, Merge, Ties

Words = tuple[Promise | str, Promise | str]

GROUPS: dict[str, Words] = {
    "scale": (_("Échelle de notation"), _("Ce que chaque juré peut répondre sur un critère.")),
    "criterion": (_("Critère"), _("Comment les avis des jurés deviennent un niveau.")),
    "competence": (_("Compétence"), _("Quand une compétence est acquise.")),
    "block": (_("Bloc"), _("Quand un bloc est acquis.")),
    "certification": (_("Certification"), _("Quels blocs font la certification entière.")),
    "panel": (_("Jury"), _("Qui doit siéger. Le formateur du candidat ne siège jamais.")),
    "defence": (_("Soutenance"), _("L’épreuve orale.")),
    "deadlines": (_("Délais"), _("Autour d’une session.")),
    "resits": (_("Rattrapage"), _("Repasser les blocs non acquis.")),
    "retention": (_("Conservation"), _("Combien de temps les pièces sont gardées.")),
}
WORDS: dict[str, Words] = {
    "scale__abstention_allowed": (
        _("Un juré peut s’abstenir sur un critère"),
        _("Utile quand un juré n’est qualifié que pour certains blocs."),
    ),
    "scale__comment_required_at": (
        _("Commentaire obligatoire jusqu’au niveau"),
        _("À ce niveau et en dessous, le juré dit pourquoi."),
    ),
    "criterion__merge": (_("Règle de réunion des avis"), ""),
    "criterion__ties": (_("En cas d’égalité entre deux niveaux"), ""),
    "criterion__minimum_marks": (_("Avis exprimés au minimum"), _("Abstentions non comptées.")),
    "competence__acquired_share": (
        _("Part des critères à acquérir"),
        _("Par exemple 2/3 : la compétence est acquise si les deux tiers de ses critères le sont."),
    ),
    "competence__partial_share": (
        _("Part pour être partiellement acquise"),
        _("Part des critères qui doivent dépasser le niveau le plus bas."),
    ),
    "competence__eliminatory_criteria": (
        _("Critères éliminatoires"),
        _("Identifiants séparés par des virgules, tels que C1.1-2."),
    ),
    "block__kind": (_("Un bloc est acquis quand"), ""),
    "block__threshold": (
        _("Seuil du bloc"),
        _("Part des compétences ou des points ; sans effet si toutes comptent."),
    ),
    "certification__optional_blocks": (
        _("Blocs optionnels"),
        _("Codes séparés par des virgules. Vide : aucun."),
    ),
    "certification__optional_needed": (_("Nombre de blocs optionnels à acquérir"), ""),
    "panel__minimum_members": (_("Membres au minimum"), _("Réservistes non comptés ; deux au moins.")),
    "panel__quorum": (_("Quorum pour délibérer"), _("Membres présents ; deux au moins.")),
    "panel__external_share": (
        _("Part de membres extérieurs"),
        _("Extérieurs au certificateur et à l’organisme qui a formé le candidat ; la moitié au moins."),
    ),
    "panel__chair_required": (_("Chaque jury a un président"), _("Toujours, pour une VAE.")),
    "panel__chair_casting_vote": (_("La voix du président est prépondérante"), ""),
    "panel__cover_blocks": (_("Chaque bloc a un membre qualifié"), ""),
    "panel__vae_qualified_members": (
        _("VAE : membres qualifiés au minimum"),
        _("Art. D.6412-6 du code du travail."),
    ),
    "panel__vae_gender_mix": (
        _("VAE : des femmes et des hommes siègent"),
        _("Art. D.6412-6 du code du travail."),
    ),
    "defence__covers": (_("Une soutenance porte sur"), ""),
    "defence__presentation_minutes": (_("Durée de la présentation (minutes)"), ""),
    "defence__questions_minutes": (_("Durée des questions (minutes)"), ""),
    "defence__accommodation_extra_share": (
        _("Temps supplémentaire au plus"),
        _("Part de la durée accordée au titre d’un aménagement, un tiers d’ordinaire."),
    ),
    "deadlines__submission_days_before": (_("Dépôt des portfolios (jours avant la session)"), ""),
    "deadlines__convocation_days_before": (_("Envoi des convocations (jours avant la soutenance)"), ""),
    "deadlines__juror_instructions_days_before": (_("Consignes aux jurés (jours avant la soutenance)"), ""),
    "deadlines__accommodation_request_days_before": (_("Demande d’aménagement (jours avant la session)"), ""),
    "deadlines__marks_hand_in_hours": (_("Remise des évaluations (heures après la soutenance)"), ""),
    "deadlines__appeal_days": (_("Recours (jours après la publication)"), ""),
    "resits__maximum": (_("Rattrapages au plus, par bloc"), ""),
    "resits__delay_days": (_("Délai minimal avant un rattrapage (jours)"), ""),
    "resits__absence_counts": (
        _("Une absence compte comme une tentative"),
        _("Un report accordé ne compte jamais."),
    ),
    "retention__portfolio_years": (_("Portfolios (années)"), ""),
    "retention__minutes_years": (_("Procès-verbaux et grilles (années)"), ""),
    "retention__holders_years": (_("Registre des titulaires (années)"), ""),
}
CHOICES: dict[StrEnum, Promise] = {
    Merge.MAJORITY: _("le niveau que la majorité des jurés atteint ou dépasse"),
    Merge.MEDIAN: _("la médiane"),
    Merge.MEAN: _("la moyenne"),
    Merge.LOWEST: _("le niveau le plus bas"),
    Ties.LOWER: _("le niveau inférieur"),
    Ties.HIGHER: _("le niveau supérieur"),
    BlockRuleKind.ALL_COMPETENCES: _("toutes ses compétences sont acquises"),
    BlockRuleKind.SHARE: _("une part de ses compétences est acquise"),
    BlockRuleKind.POINTS: _("une part des points est obtenue"),
    DefenceCovers.ONE_BLOCK: _("un seul bloc"),
    DefenceCovers.SEVERAL_BLOCKS: _("tous les blocs visés"),
}
