"""What is said of certificates, requests, revocation lists and SSH keys: templates in both languages."""

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

CERTIFICATES = FactKind(
    "links.certificates",
    Strength.RECOMPUTED,
    "{value} {value:certificat lu|certificats lus} : {subjects}.",
    "{value} {value:certificate|certificates} read: {subjects}.",
)
CHAIN = FactKind(
    "links.chain",
    Strength.RECOMPUTED,
    "{verified} {verified:signature vérifiée|signatures vérifiées} avec la clé de l’émetteur : {value}.",
    "{verified} {verified:signature|signatures} verified with the issuer’s key: {value}.",
)
ROOTED = FactKind(
    "links.rooted",
    Strength.RECOMPUTED,
    "{value} {value:chemin remonte|chemins remontent} jusqu’à une racine autosignée sur {total}.",
    "{value} of {total} {total:path leads|paths lead} up to a self-signed root.",
)
VALIDITY = FactKind(
    "links.validity",
    Strength.READ,
    "Le premier certificat à expirer est {subject:quoted} (n° {serial}), valable du {start:date} au "
    "{value:date}.",
    "The first certificate to expire is {subject:quoted} (no. {serial}), valid from {start:date} to "
    "{value:date}.",
)
KEYS = FactKind("links.keys", Strength.RECOMPUTED, "Clés publiques : {kinds}.", "Public keys: {kinds}.")
HASHES = FactKind(
    "links.signature_hashes",
    Strength.READ,
    "Empreintes des signatures : {kinds}.",
    "Hashes of the signatures: {kinds}.",
)
NAMES = FactKind(
    "links.names",
    Strength.READ,
    "Noms et adresses certifiés (subjectAltName) : {value}.",
    "Certified names and addresses (subjectAltName): {value}.",
)
USAGES = FactKind(
    "links.usages",
    Strength.READ,
    "Usages permis par les certificats qui n’en signent pas d’autres : {value}.",
    "Usages of the certificates that sign no other: {value}.",
)
AUTHORITIES = FactKind(
    "links.authorities",
    Strength.READ,
    "{value} {value:autorité|autorités} (CA:TRUE) : {subjects}.",
    "{value} {value:authority|authorities} (CA:TRUE): {subjects}.",
)
REVOCATION_LIST = FactKind(
    "links.revocation_list",
    Strength.READ,
    "Liste de révocation de {issuer:quoted} : {value} {value:certificat révoqué|certificats révoqués}, "
    "numéro {number}, publiée le {since:moment}, prochaine le {until:moment}.",
    "Revocation list of {issuer:quoted}: {value} revoked {value:certificate|certificates}, number {number}, "
    "issued on {since:moment}, next on {until:moment}.",
)
REVOKED_SERIALS = FactKind(
    "links.revoked_serials",
    Strength.READ,
    "Numéros révoqués : {value}.",
    "Revoked serial numbers: {value}.",
)
REVOCATION_SIGNED = FactKind(
    "links.revocation_signature",
    Strength.RECOMPUTED,
    "{value} {value:liste de révocation vérifiée|listes de révocation vérifiées} avec la clé de l’émetteur "
    "({issuers}).",
    "{value} revocation {value:list|lists} verified with the issuer’s key ({issuers}).",
)
REVOCATION_CHECKED = FactKind(
    "links.revocation_checked",
    Strength.RECOMPUTED,
    "{value} {value:certificat confronté|certificats confrontés} à la liste de révocation de "
    "{value:son|leur} "
    "émetteur : {revoked} {revoked:révoqué|révoqués}.",
    "{value} {value:certificate|certificates} held against {value:its|their} issuer’s revocation list: "
    "{revoked} revoked.",
)
REQUEST = FactKind(
    "links.requests",
    Strength.RECOMPUTED,
    "{value} {value:demande de certificat|demandes de certificat} : {subjects} ; clés {keys} ; noms {names}.",
    "{value} certificate {value:request|requests}: {subjects}; keys {keys}; names {names}.",
)
SSH_KEYS = FactKind(
    "links.ssh_keys",
    Strength.RECOMPUTED,
    "{total} {total:clé publique SSH|clés publiques SSH} : {kinds}.",
    "{total} SSH public {total:key|keys}: {kinds}.",
)
SSH_CERTIFICATES = FactKind(
    "links.ssh_certificates",
    Strength.RECOMPUTED,
    "{value} {value:certificat SSH dont la signature est vérifiée|certificats SSH dont la signature est "
    "vérifiée} "
    "(identités : {principals}).",
    "{value} SSH {value:certificate|certificates} with a verified signature (principals: {principals}).",
)

EXPIRED = FindingKind(
    "links.expired",
    "Certificat expiré au {as_of:date} : {subject:quoted} (n° {serial}), fin de validité le {date:moment}.",
    "Certificate expired as of {as_of:date}: {subject:quoted} (no. {serial}), valid until {date:moment}.",
)
EXPIRED_SEVERAL = FindingKind(
    "links.expired",
    "{total} certificats expirés au {as_of:date} : {value}.",
    "{total} certificates expired as of {as_of:date}: {value}.",
)
NOT_YET = FindingKind(
    "links.not_yet_valid",
    "Validité qui commence après le {as_of:moment} : {value}.",
    "Validity that begins after {as_of:moment}: {value}.",
)
SELF_SIGNED = FindingKind(
    "links.self_signed_leaf",
    "Certificat autosigné qui n’en signe aucun autre du fichier et n’est pas réservé à la signature de "
    "certificats : {value}.",
    "Self-signed certificate that signs no other in the file and is not set aside for signing certificates: "
    "{value}.",
)
CA_LEAF = FindingKind(
    "links.authority_on_leaf",
    "CA:TRUE sur un certificat qui porte un nom ou une adresse de machine : {value}.",
    "CA:TRUE on a certificate that carries the name or address of a machine: {value}.",
)
WEAK_HASH = FindingKind(
    "links.weak_hash",
    "Signature avec une empreinte que l’ANSSI et l’IETF écartent (SHA-1, MD5) : {value}.",
    "Signature with a hash that ANSSI and IETF set aside (SHA-1, MD5): {value}.",
)
WEAK_KEY = FindingKind(
    "links.weak_key",
    "Clé plus courte que le minimum de l’ANSSI (RSA 2048, courbes 250 bits) : {value}.",
    "Key shorter than ANSSI’s minimum (RSA 2048, curves 250 bits): {value}.",
)
NO_NAMES = FindingKind(
    "links.missing_names",
    "Aucun nom alternatif (subjectAltName), que la RFC 9525 demande pour vérifier le nom d’un serveur : "
    "{value}.",
    "No alternative name (subjectAltName), which RFC 9525 asks for to check a server’s name: {value}.",
)
INCOMPLETE = FindingKind(
    "links.incomplete_chain",
    "Chaîne incomplète : l’émetteur n’est pas fourni, la signature n’a pas pu être vérifiée. {value}",
    "Incomplete chain: the issuer is not given, the signature could not be verified. {value}",
)
FORGED = FindingKind(
    "links.bad_signature",
    "La clé de l’émetteur désigné ne vérifie pas la signature : {value}.",
    "The key of the issuer that is named does not verify the signature: {value}.",
)
TOO_LONG = FindingKind(
    "links.path_too_long",
    "Longueur de chemin dépassée (pathlen) sous : {value}.",
    "Path length exceeded (pathlen) under: {value}.",
)
NOT_ENTITLED = FindingKind(
    "links.not_entitled",
    "A signé un certificat sans y être habilité (CA:FALSE, ou sans keyCertSign) : {value}.",
    "Signed a certificate without being entitled to (CA:FALSE, or no keyCertSign): {value}.",
)
DISORDER = FindingKind(
    "links.chain_order",
    "Les certificats ne sont pas dans l’ordre de la chaîne, que TLS 1.2 demande (RFC 5246, 7.4.2) : {value}.",
    "The certificates are not in the order of the chain, which TLS 1.2 asks for (RFC 5246, 7.4.2): {value}.",
)
OUTLIVES = FindingKind(
    "links.outlives_issuer",
    "Fin de validité après celle de l’émetteur : {value}.",
    "Valid longer than the issuer: {value}.",
)
STALE = FindingKind(
    "links.stale_revocation_list",
    "Liste de révocation périmée au {as_of:date} : la suivante était attendue le {value:moment}.",
    "Revocation list out of date as of {as_of:date}: the next was due on {value:moment}.",
)
BAD_LIST = FindingKind(
    "links.bad_revocation_list",
    "La clé de l’émetteur ne vérifie pas la signature de la liste de révocation : {value}.",
    "The issuer’s key does not verify the signature of the revocation list: {value}.",
)
REVOKED = FindingKind(
    "links.revoked",
    "Révoqué par la liste de son émetteur : {value}.",
    "Revoked by its issuer’s list: {value}.",
)
BAD_REQUEST = FindingKind(
    "links.bad_request",
    "La signature de la demande n’est pas celle de sa clé : {value}.",
    "The signature of the request is not that of its key: {value}.",
)
PRIVATE_KEY = FindingKind(
    "links.private_key",
    "{value} {value:clé privée ou secret partagé figure|clés privées ou secrets partagés figurent} dans le "
    "fichier.",
    "The file holds {value} private {value:key or shared secret|keys or shared secrets}.",
)
SSH_EXPIRED = FindingKind(
    "links.ssh_certificate_expired",
    "Certificat SSH hors de validité au {as_of:date} : {value}.",
    "SSH certificate out of validity as of {as_of:date}: {value}.",
)

PROTECTION = LimitKind(
    "links.limit.key_protection",
    "Le fichier ne dit ni comment la clé privée est protégée, ni selon quelle procédure le certificat a été "
    "délivré.",
    "The file tells neither how the private key is protected nor by what procedure the certificate was "
    "issued.",
)
TRUST = LimitKind(
    "links.limit.trust",
    "Les signatures sont vérifiées entre les certificats fournis ; qu’une racine soit reconnue n’est pas "
    "jugé.",
    "Signatures are verified between the certificates given; whether a root is trusted is not judged.",
)
TOP = LimitKind(
    "links.limit.issuer_not_given",
    "Le haut de la chaîne n’a pas été vérifié : le certificat de {issuers} n’est pas fourni.",
    "The top of the chain was not verified: the certificate of {issuers} is not given.",
)
LIST_ISSUER = LimitKind(
    "links.limit.list_issuer_not_given",
    "La signature de la liste de révocation n’a pas été vérifiée : le certificat de {issuers} n’est pas "
    "fourni.",
    "The signature of the revocation list was not verified: the certificate of {issuers} is not given.",
)
NO_LIST = LimitKind(
    "links.limit.no_revocation_list",
    "Aucune liste de révocation n’est fournie avec ces certificats : la révocation n’a pas été vérifiée.",
    "No revocation list was given with these certificates: revocation was not checked.",
)
ALONE = LimitKind(
    "links.limit.alone",
    "Ce fichier ne peut contenir qu’un certificat et l’émetteur n’est pas fourni : la signature n’a pas été "
    "vérifiée.",
    "This file can only hold one certificate and the issuer was not given: the signature was not verified.",
)
EMBEDDED = LimitKind(
    "links.limit.embedded_authority",
    "La signature des certificats SSH est vérifiée avec la clé d’autorité qu’ils portent eux-mêmes ; le "
    "fichier ne dit pas si cette autorité est reconnue.",
    "The signature of SSH certificates is verified with the authority’s key that they carry themselves; the "
    "file does not tell whether that authority is trusted.",
)
OWNERS = LimitKind(
    "links.limit.owners",
    "Le fichier ne dit ni à qui appartiennent ces clés, ni où elles sont admises.",
    "The file tells neither whom these keys belong to nor where they are accepted.",
)
