"""What is said of VPN, SSH and TLS: templates in both languages; those of certificates lie beside them."""

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

DIRECTIVES = FactKind(
    "links.directives",
    Strength.RECOMPUTED,
    "{value} {value:directive active|directives actives} dans la configuration.",
    "{value} active {value:directive|directives} in the configuration.",
)
TLS_DIRECTIVES = FactKind(
    "links.directives",
    Strength.RECOMPUTED,
    "{value} {value:directive active|directives actives} de TLS dans la configuration.",
    "{value} active {value:directive|directives} of TLS in the configuration.",
)
TUNNELS = FactKind(
    "links.tunnels",
    Strength.READ,
    "{total} {total:liaison configurée|liaisons configurées} : {value}.",
    "{total} {total:link|links} configured: {value}.",
)
AUTHENTICATION = FactKind(
    "links.authentication",
    Strength.READ,
    "Authentification des extrémités : {value}.",
    "Authentication of the ends: {value}.",
)
ALGORITHMS = FactKind(
    "links.algorithms",
    Strength.READ,
    "Algorithmes proposés : {value}.",
    "Algorithms proposed: {value}.",
)
FORWARD_SECRECY = FactKind(
    "links.forward_secrecy",
    Strength.READ,
    "{value} {value:proposition ESP renouvelle|propositions ESP renouvellent} la clé par un échange "
    "Diffie-Hellman "
    "(confidentialité persistante) sur {total}.",
    "{value} of {total} ESP {total:proposal|proposals} {value:renews|renew} the key with a "
    "Diffie-Hellman exchange (forward secrecy).",
)
LIFETIMES = FactKind(
    "links.lifetimes",
    Strength.READ,
    "Durées de vie et renouvellements : {value}.",
    "Lifetimes and renewals: {value}.",
)
REVOCATION_CONFIGURED = FactKind(
    "links.revocation_configured",
    Strength.READ,
    "La révocation des certificats est vérifiée : {value}.",
    "Revocation of certificates is checked: {value}.",
)
SESSIONS = FactKind(
    "links.sessions",
    Strength.RECOMPUTED,
    "{value} {value:session ouverte|sessions ouvertes} de {peers} {peers:pair|pairs} : {french}.",
    "{value} open {value:session|sessions} of {peers} {peers:peer|peers}: {english}.",
)
TRAFFIC = FactKind(
    "links.traffic",
    Strength.RECOMPUTED,
    "Octets échangés par ces sessions : {received:bytes} reçus, {sent:bytes} émis.",
    "Bytes exchanged by these sessions: {received:bytes} received, {sent:bytes} sent.",
    "B",
)
ROUTES = FactKind(
    "links.routes",
    Strength.RECOMPUTED,
    "{value} {value:adresse ou réseau routé|adresses ou réseaux routés} vers les pairs.",
    "{value} {value:address or network|addresses or networks} routed to the peers.",
)
HANDSHAKES = FactKind(
    "links.handshakes",
    Strength.RECOMPUTED,
    "{value} {value:pair a échangé|pairs ont échangé} des clés (latest handshake) sur {total}.",
    "{value} of {total} {total:peer|peers} exchanged keys (latest handshake).",
)
SSH_AUTHENTICATION = FactKind(
    "links.ssh_authentication",
    Strength.READ,
    "Authentification SSH : {value}.",
    "SSH authentication: {value}.",
)
SSH_ALGORITHMS = FactKind(
    "links.ssh_algorithms",
    Strength.RECOMPUTED,
    "Algorithmes SSH : {value}.",
    "SSH algorithms: {value}.",
)
SSH_NOTES = FactKind(
    "links.ssh_notes",
    Strength.READ,
    "ssh-audit annote {fail} {fail:algorithme|algorithmes} « fail » et {warn} « warn ».",
    "ssh-audit marks {fail} {fail:algorithm|algorithms} “fail” and {warn} “warn”.",
)
VERSIONS = FactKind(
    "links.tls_versions",
    Strength.READ,
    "Versions de TLS acceptées : {value}.",
    "TLS versions accepted: {value}.",
)
SUITES = FactKind(
    "links.tls_suites",
    Strength.RECOMPUTED,
    "{value} {value:suite cryptographique acceptée|suites cryptographiques acceptées} : {names}.",
    "{value} cipher {value:suite|suites} accepted: {names}.",
)
SEVERITIES = FactKind(
    "links.tls_severities",
    Strength.RECOMPUTED,
    "Résultats de testssl par gravité : {kinds}.",
    "Results of testssl by severity: {kinds}.",
)
TLS_SITES = FactKind(
    "links.tls_sites",
    Strength.READ,
    "{total} {total:hôte virtuel servi|hôtes virtuels servis} en TLS : {value}.",
    "{total} virtual {total:host|hosts} served over TLS: {value}.",
)

WEAK = FindingKind(
    "links.weak_algorithm",
    "Algorithmes que l’ANSSI ou l’IETF écartent : {value}.",
    "Algorithms that ANSSI or IETF set aside: {value}.",
)
NULL = FindingKind(
    "links.null_cipher",
    "Liaison sans chiffrement : {value}.",
    "Link without encryption: {value}.",
)
PSK = FindingKind(
    "links.shared_key",
    "Authentification par secret partagé et non par certificat : {value}.",
    "Authentication by a shared secret and not by a certificate: {value}.",
)
NO_CRL = FindingKind(
    "links.no_revocation_check",
    "Le serveur authentifie par certificat et ne vérifie aucune liste de révocation (crl-verify absent) : "
    "{value}.",
    "The server authenticates by certificate and checks no revocation list (no crl-verify): {value}.",
)
COMPRESSION = FindingKind(
    "links.compression",
    "Compression activée avant chiffrement (attaque VORACLE) : {value}.",
    "Compression before encryption is on (VORACLE attack): {value}.",
)
NO_FORWARD_SECRECY = FindingKind(
    "links.no_forward_secrecy",
    "Propositions ESP sans échange Diffie-Hellman au renouvellement des clés : {value}.",
    "ESP proposals without a Diffie-Hellman exchange when keys are renewed: {value}.",
)
NO_CLIENT_CERTIFICATE = FindingKind(
    "links.client_not_verified",
    "Le certificat du client n’est pas exigé : {value}.",
    "The client’s certificate is not required: {value}.",
)
SSH_PASSWORD = FindingKind(
    "links.ssh_password",
    "La connexion SSH par mot de passe est permise : {value}.",
    "SSH login by password is allowed: {value}.",
)
SSH_EMPTY = FindingKind(
    "links.ssh_empty_password",
    "Un mot de passe vide est admis : {value}.",
    "An empty password is accepted: {value}.",
)
SSH_ROOT = FindingKind(
    "links.ssh_root",
    "La connexion directe de root est permise : {value}.",
    "Direct login of root is allowed: {value}.",
)
OLD_VERSION = FindingKind(
    "links.tls_old_version",
    "Versions de TLS que l’IETF a retirées (RFC 7568, RFC 8996) : {value}.",
    "TLS versions that the IETF has withdrawn (RFC 7568, RFC 8996): {value}.",
)
VULNERABLE = FindingKind(
    "links.stated_vulnerable",
    "L’outil déclare vulnérable ou insuffisant : {value}.",
    "The tool states as vulnerable or insufficient: {value}.",
)
UNMEASURED = FindingKind(
    "links.unmeasured",
    "L’outil n’a pas pu mesurer ces serveurs, rien n’est dit d’eux : {value}.",
    "The tool could not measure these servers, nothing is said of them: {value}.",
)
LOCAL = FindingKind(
    "links.local_target",
    "Mesuré sur la machine elle-même : {value}.",
    "Measured on the machine itself: {value}.",
)

APPLIED = LimitKind(
    "links.limit.applied",
    "Une configuration ne prouve ni qu’elle est appliquée, ni que la liaison a servi.",
    "A configuration proves neither that it is applied nor that the link was used.",
)
DEFAULTS = LimitKind(
    "links.limit.defaults",
    "Ce qui n’est pas écrit suit les valeurs par défaut de la version installée, que le fichier ne dit pas.",
    "What is not written follows the defaults of the version installed, which the file does not tell.",
)
INCLUDES = LimitKind(
    "links.limit.includes",
    "Le fichier en inclut d’autres, qui n’ont pas été lus.",
    "The file includes others, which were not read.",
)
MOMENT = LimitKind(
    "links.limit.moment",
    "L’état vaut pour l’instant où il a été relevé.",
    "The state holds for the moment it was taken.",
)
SCANNED = LimitKind(
    "links.limit.scanned",
    "Le rapport vaut pour la cible et la date de la mesure ; il ne dit pas si c’est la production.",
    "The report holds for the target and date of the measure; it does not tell whether that is production.",
)
