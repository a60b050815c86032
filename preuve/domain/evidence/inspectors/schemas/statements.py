"""Sentences of the schema inspector."""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

_5, _4, _3 = Strength.RECOMPUTED, Strength.READ, Strength.DECLARED


def _count(code: str, french: str, english: str) -> FactKind:
    """Return a fact that counts one kind of object: ``clé étrangère|clés étrangères``."""
    return FactKind(
        f"schemas.{code}", _5, f"{{value}} {{value:{french}}}.", f"{{value}} {{value:{english}}}."
    )


TABLES = FactKind(
    "schemas.tables",
    _5,
    "{tables} {tables:table|tables}, {columns} {columns:colonne|colonnes}.",
    "{tables} {tables:table|tables}, {columns} {columns:column|columns}.",
)
PARTITIONED_TABLES = FactKind(
    "schemas.tables",
    _5,
    "{tables} {tables:table|tables} (dont {partitions} {partitions:partition|partitions}), {columns}"
    " {columns:colonne|colonnes}.",
    "{tables} {tables:table|tables} (of which {partitions} {partitions:partition|partitions}), {columns}"
    " {columns:column|columns}.",
)
PRIMARY_KEYS = _count(
    "primary_keys",
    "table a une clé primaire|tables ont une clé primaire",
    "table has a primary key|tables have a primary key",
)
FOREIGN_KEYS = _count("foreign_keys", "clé étrangère|clés étrangères", "foreign key|foreign keys")
UNIQUE_KEYS = _count(
    "unique_keys",
    "contrainte ou index d’unicité|contraintes ou index d’unicité",
    "unique constraint or index|unique constraints or indexes",
)
CHECKS = _count(
    "checks",
    "contrainte de contrôle (CHECK)|contraintes de contrôle (CHECK)",
    "check constraint|check constraints",
)
INDEXES = _count("indexes", "index non unique|index non uniques", "non-unique index|non-unique indexes")
NOT_NULL = FactKind(
    "schemas.not_null",
    _5,
    "{required} {required:colonne obligatoire|colonnes obligatoires} (NOT NULL ou clé) sur {columns}.",
    "{required} mandatory {required:column|columns} (NOT NULL or key) out of {columns}.",
)
VIEWS = _count("views", "vue|vues", "view|views")
MATERIALIZED = _count(
    "materialized_views", "vue matérialisée|vues matérialisées", "materialized view|materialized views"
)
FUNCTIONS = _count("functions", "fonction|fonctions", "function|functions")
PROCEDURES = _count(
    "procedures", "procédure stockée|procédures stockées", "stored procedure|stored procedures"
)
TRIGGERS = _count("triggers", "déclencheur|déclencheurs", "trigger|triggers")
SEQUENCES = _count("sequences", "séquence|séquences", "sequence|sequences")
TYPES = _count(
    "types",
    "type ou domaine défini|types ou domaines définis",
    "defined type or domain|defined types or domains",
)
POLICIES = _count(
    "row_policies",
    "politique de sécurité par ligne|politiques de sécurité par ligne",
    "row security policy|row security policies",
)
COMMENTS = _count(
    "comments",
    "commentaire de table ou de colonne|commentaires de table ou de colonne",
    "comment on a table or column|comments on tables or columns",
)
HANDLERS = _count(
    "exception_handlers",
    "traitement d’exception dans les routines|traitements d’exception dans les routines",
    "exception handler in routines|exception handlers in routines",
)
LOCKS = _count(
    "locks",
    "verrou ou niveau d’isolation explicite dans les routines|verrous ou niveaux d’isolation explicites"
    " dans les routines",
    "explicit lock or isolation level in routines|explicit locks or isolation levels in routines",
)
DYNAMIC = _count(
    "dynamic_sql",
    "exécution de SQL dynamique dans les routines|exécutions de SQL dynamique dans les routines",
    "execution of dynamic SQL in routines|executions of dynamic SQL in routines",
)
NAMING = FactKind(
    "schemas.naming",
    _5,
    "Noms de tables et de colonnes par style : {named}.",
    "Names of tables and columns by style: {named}.",
)
PERSONAL = FactKind(
    "schemas.personal_columns",
    _5,
    "{value} {value:colonne porte|colonnes portent} un nom qui évoque une donnée personnelle : {named}.",
    "{value} {value:column bears|columns bear} a name that suggests personal data: {named}.",
)
ROLES = FactKind(
    "schemas.roles",
    _5,
    "{roles} {roles:rôle ou utilisateur|rôles ou utilisateurs}, dont {superusers} SUPERUSER et {logins}"
    " avec droit de"
    " connexion.",
    "{roles} {roles:role or user|roles or users}, of which {superusers} SUPERUSER and {logins} allowed to"
    " log in.",
)
MEMBERS = _count(
    "memberships", "appartenance à un rôle|appartenances à un rôle", "role membership|role memberships"
)
GRANTS = FactKind(
    "schemas.grants",
    _5,
    "{grants} {grants:droit accordé|droits accordés} sur des objets, à {grantees}"
    " {grantees:bénéficiaire|bénéficiaires} :"
    " {named}.",
    "{grants} {grants:grant|grants} on objects, to {grantees} {grantees:grantee|grantees}: {named}.",
)
COPIES = _count(
    "copy_blocks", "bloc de données COPY|blocs de données COPY", "COPY data block|COPY data blocks"
)
INSERTS = _count("inserts", "ordre INSERT|ordres INSERT", "INSERT statement|INSERT statements")
META = _count(
    "psql_lines",
    "ligne de commande psql passée|lignes de commande psql passées",
    "psql command line stepped over|psql command lines stepped over",
)
CHANGE_SETS = _count(
    "change_sets", "lot de changements (changeSet)|lots de changements (changeSet)", "change set|change sets"
)
RULES = FactKind(
    "schemas.client_authentication",
    _4,
    "{rules} {rules:ligne active|lignes actives} dans pg_hba.conf, par méthode : {named}.",
    "{rules} active {rules:line|lines} in pg_hba.conf, by method: {named}.",
)
SETTINGS = FactKind(
    "schemas.server_settings",
    _4,
    "{count} {count:réglage actif|réglages actifs} ; chiffrement, authentification et traces : {named}.",
    "{count} active {count:setting|settings}; encryption, authentication and traces: {named}.",
)
JSON_SCHEMA = FactKind(
    "schemas.json_schema",
    _5,
    "Schéma JSON : {objects} {objects:objet décrit|objets décrits}, {properties}"
    " {properties:propriété|propriétés},"
    " {required} {required:obligatoire|obligatoires}, {bounded} avec une contrainte de valeur.",
    "JSON Schema: {objects} described {objects:object|objects}, {properties}"
    " {properties:property|properties},"
    " {required} required, {bounded} with a constraint on the value.",
)
DICTIONARY = FactKind(
    "schemas.dictionary",
    _3,
    "Dictionnaire de données : {columns} {columns:colonne décrite|colonnes décrites} dans {tables}"
    " {tables:table|tables}.",
    "Data dictionary: {columns} described {columns:column|columns} in {tables} {tables:table|tables}.",
)

NO_PRIMARY_KEY = FindingKind(
    "schemas.no_primary_key",
    "{value} {value:table n’a|tables n’ont} pas de clé primaire : {named}.",
    "{value} {value:table has|tables have} no primary key: {named}.",
)
NO_INDEX = FindingKind(
    "schemas.foreign_key_without_index",
    "{value} {value:clé étrangère n’est|clés étrangères ne sont} en tête d’aucun index : {named}.",
    "{value} {value:foreign key leads|foreign keys lead} no index: {named}.",
)
NO_FOREIGN_KEY = FindingKind(
    "schemas.id_without_foreign_key",
    "{value} {value:colonne nommée comme un identifiant n’a|colonnes nommées comme un identifiant n’ont}"
    " pas de clé"
    " étrangère : {named}.",
    "{value} {value:column named like an identifier has|columns named like an identifier have} no foreign"
    " key: {named}.",
)
NUMBERED = FindingKind(
    "schemas.numbered_columns",
    "{value} {value:groupe de colonnes numérotées|groupes de colonnes numérotées} : {named}.",
    "{value} {value:group|groups} of numbered columns: {named}.",
)
LISTED = FindingKind(
    "schemas.multi_valued_columns",
    "{value} {value:colonne est déclarée|colonnes sont déclarées} comme ensemble ou tableau, ou"
    " {value:porte|portent} un"
    " nom de liste sur du texte : {named}.",
    "{value} {value:column is|columns are} declared as a set or an array, or named as a list on text:"
    " {named}.",
)
MIXED_NAMING = FindingKind(
    "schemas.mixed_naming",
    "Plusieurs styles de noms coexistent : {named}.",
    "Several styles of names live side by side: {named}.",
)
UNKNOWN_TARGET = FindingKind(
    "schemas.unknown_target",
    "{value} {value:clé étrangère vise|clés étrangères visent} une table que le fichier ne crée pas :"
    " {named}.",
    "{value} {value:foreign key aims|foreign keys aim} at a table that the file does not create: {named}.",
)
ALL_PRIVILEGES = FindingKind(
    "schemas.all_privileges",
    "{value} {value:droit accordé|droits accordés} avec ALL (tous les privilèges) : {named}.",
    "{value} {value:grant|grants} of ALL (every privilege): {named}.",
)
PUBLIC = FindingKind(
    "schemas.public_grants",
    "{value} {value:droit accordé|droits accordés} à PUBLIC, donc à tous : {named}.",
    "{value} {value:grant|grants} to PUBLIC, so to everybody: {named}.",
)
SUPERUSERS = FindingKind(
    "schemas.superusers",
    "{value} {value:rôle SUPERUSER|rôles SUPERUSER} en plus de postgres : {named}.",
    "{value} {value:SUPERUSER role|SUPERUSER roles} beside postgres: {named}.",
)
SECRETS = FindingKind(
    "schemas.password_in_file",
    "{value} {value:rôle porte|rôles portent} un mot de passe ou son empreinte dans le fichier.",
    "{value} {value:role carries|roles carry} a password or its digest in the file.",
)
TRUST = FindingKind(
    "schemas.trust",
    "{value} {value:ligne|lignes} de pg_hba.conf {value:laisse|laissent} entrer sans authentification"
    " (trust).",
    "{value} {value:line|lines} of pg_hba.conf {value:lets|let} in without authentication (trust).",
)
WEAK = FindingKind(
    "schemas.weak_authentication",
    "{value} {value:ligne|lignes} de pg_hba.conf en md5 ou password.",
    "{value} {value:line|lines} of pg_hba.conf with md5 or password.",
)
CLEAR = FindingKind(
    "schemas.unencrypted_connections",
    "{value} {value:ligne admet|lignes admettent} des connexions de toute adresse sans exiger TLS (host).",
    "{value} {value:line admits|lines admit} connections from any address without requiring TLS (host).",
)
TLS_OFF = FindingKind(
    "schemas.tls_off",
    "Le chiffrement des connexions est désactivé : {named}.",
    "Encryption of connections is switched off: {named}.",
)
NO_TRACE = FindingKind(
    "schemas.no_trace",
    "Aucun réglage actif de ce fichier ne consigne les connexions ni les ordres.",
    "No active setting of this file records connections or statements.",
)
NO_TRACE_HERE = FindingKind(
    "schemas.no_trace_here",
    "Aucun réglage actif de ce fichier ne consigne les connexions ni les ordres ; il inclut d’autres"
    " fichiers, qui n’ont pas été lus.",
    "No active setting of this file records connections or statements; it includes other files, which were"
    " not read.",
)
NO_AUTHENTICATION = FindingKind(
    "schemas.no_authentication",
    "skip-grant-tables est actif : le serveur laisse entrer sans authentification et ne vérifie aucun droit.",
    "skip-grant-tables is active: the server lets in without authentication and checks no right.",
)
UNREAD = FindingKind(
    "schemas.unread",
    "{value} {value:élément n’a|éléments n’ont} pas pu être {value:lu|lus}.",
    "{value} {value:item|items} could not be read.",
)
OPEN_OBJECTS = FindingKind(
    "schemas.open_objects",
    "{value} {value:objet accepte|objets acceptent} des propriétés que le schéma ne nomme pas"
    " (additionalProperties).",
    "{value} {value:object accepts|objects accept} properties that the schema does not name"
    " (additionalProperties).",
)

NORMAL_FORM = LimitKind(
    "schemas.limit.normal_form",
    "Les dépendances fonctionnelles ne se lisent pas dans un schéma : la vraie forme normale ne peut être"
    " que soupçonnée.",
    "Functional dependencies can’t be read from a schema: the true normal form can only be suspected.",
)
NEEDS = LimitKind(
    "schemas.limit.needs",
    "Le fichier ne dit pas si le modèle couvre les besoins ni s’il est en service.",
    "The file does not say whether the model covers the needs, nor whether it is in service.",
)
RIGHTS = LimitKind(
    "schemas.limit.rights",
    "Les droits lus sont ceux que ce fichier accorde : d’autres peuvent l’être ailleurs, ou retirés ensuite.",
    "The rights read are those that this file grants: others may be granted elsewhere, or revoked later.",
)
CONFIGURATION = LimitKind(
    "schemas.limit.configuration",
    "Une configuration ne prouve pas que le serveur l’a chargée.",
    "A configuration does not prove that the server loaded it.",
)

INCLUDES = LimitKind(
    "schemas.limit.includes",
    "Ce fichier en inclut d’autres, qui n’ont pas été lus : leurs réglages peuvent compléter ou remplacer les"
    " siens.",
    "This file includes others, which were not read: their settings may complete or replace its own.",
)

OTHER_SCOPE = FindingKind(
    "schemas.compare.other_scope",
    "Les deux fichiers n’ont aucune table en commun : ce n’est pas le même périmètre.",
    "The two files have no table in common: this is not the same scope.",
)
_SETS_FR = (
    "{closed} {closed:disparue|disparues}, {remaining} {remaining:commune|communes}, {new}"
    " {new:nouvelle|nouvelles}"
)
_SETS_EN = "{closed} gone, {remaining} common, {new} new"
COMPARED_TABLES = FactKind("schemas.compare.tables", _5, f"Tables : {_SETS_FR}.", f"Tables: {_SETS_EN}.")
COMPARED_COLUMNS = FactKind(
    "schemas.compare.columns",
    _5,
    "Colonnes des tables communes : {removed} {removed:retirée|retirées}, {added} {added:ajoutée|ajoutées},"
    " {changed} de type"
    " changé.",
    "Columns of common tables: {removed} removed, {added} added, {changed} of another type.",
)
COMPARED_FOREIGN = FactKind(
    "schemas.compare.foreign_keys", _5, f"Clés étrangères : {_SETS_FR}.", f"Foreign keys: {_SETS_EN}."
)
COMPARED_NO_KEY = FactKind(
    "schemas.compare.no_primary_key",
    _5,
    "Tables sans clé primaire : {closed} {closed:corrigée ou disparue|corrigées ou disparues}, {remaining}"
    " {remaining:restante|restantes},"
    " {new} {new:nouvelle|nouvelles}.",
    "Tables without primary key: {closed} corrected or gone, {remaining} remaining, {new} new.",
)
COMPARED_NO_INDEX = FactKind(
    "schemas.compare.foreign_key_without_index",
    _5,
    "Clés étrangères sans index : {closed} {closed:corrigée ou disparue|corrigées ou disparues}, {remaining}"
    " {remaining:restante|restantes}, {new} {new:nouvelle|nouvelles}.",
    "Foreign keys without index: {closed} corrected or gone, {remaining} remaining, {new} new.",
)
COMPARED_INDEXES = FactKind(
    "schemas.compare.indexes",
    _5,
    "Index et clés d’unicité : {before} avant, {after} après.",
    "Indexes and unique keys: {before} before, {after} after.",
)
COMPARED_PUBLIC = FactKind(
    "schemas.compare.public_grants",
    _5,
    "Droits accordés à PUBLIC : {before} avant, {after} après.",
    "Grants to PUBLIC: {before} before, {after} after.",
)
COMPARED_GRANTS = FactKind(
    "schemas.compare.grants",
    _5,
    "Droits : {closed} {closed:retiré|retirés}, {remaining} {remaining:conservé|conservés}, {new}"
    " {new:ajouté|ajoutés}.",
    "Grants: {closed} removed, {remaining} kept, {new} added.",
)
COMPARED_RULES = FactKind(
    "schemas.compare.client_authentication",
    _4,
    "Lignes « trust » : {before} avant, {after} après.",
    "“trust” lines: {before} before, {after} after.",
)
COMPARED_SETTINGS = FactKind(
    "schemas.compare.server_settings",
    _4,
    "Réglages actifs : {removed} {removed:retiré|retirés}, {added} {added:ajouté|ajoutés}, {changed}"
    " {changed:changé|changés}.",
    "Active settings: {removed} removed, {added} added, {changed} changed.",
)
COMPARED_DICTIONARY = FactKind(
    "schemas.compare.dictionary",
    _5,
    "Dictionnaire et schéma physique : {common} {common:colonne commune|colonnes communes},"
    " {only_dictionary} seulement au"
    " dictionnaire, {only_schema} seulement au schéma.",
    "Dictionary and physical schema: {common} common {common:column|columns}, {only_dictionary} in the"
    " dictionary only,"
    " {only_schema} in the schema only.",
)
MISSING_IN_SCHEMA = FindingKind(
    "schemas.compare.missing_in_schema",
    "{value} {value:élément du dictionnaire est absent|éléments du dictionnaire sont absents} du schéma"
    " physique : {named}.",
    "{value} {value:item|items} of the dictionary {value:is|are} missing from the physical schema: {named}.",
)
MISSING_IN_DICTIONARY = FindingKind(
    "schemas.compare.missing_in_dictionary",
    "{value} {value:élément du schéma physique est absent|éléments du schéma physique sont absents} du"
    " dictionnaire : {named}.",
    "{value} {value:item|items} of the physical schema {value:is|are} missing from the dictionary: {named}.",
)
