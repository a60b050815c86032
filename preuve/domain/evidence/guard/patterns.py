"""What the guard looks for: a literal that must be there first, then an expression, then a check.

Expressions run on bytes, are linear and bounded. Shapes come from the makers' own documentation: RFC 7468
(PEM), PuTTY's appendix C, WireGuard wg(8), age, crypt(5), RFC 2307 and 5803 (LDAP, SCRAM), the references of
GitHub, GitLab, Slack, AWS IAM, Google Cloud and Azure Storage.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preuve.domain.evidence.guard.assignments import is_generated, is_secret, names_someone
from preuve.domain.evidence.guard.identifiers import is_iban, is_nir

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing to look for.

    Attributes:
        code: of the hit.
        literals: one of them must be in the bytes, or the expression isn't tried; () always tries.
        expression: group ``hit`` (or the whole match) is where the place points.
        check: of the matched text; None accepts.
    """

    code: str
    literals: tuple[bytes, ...]
    expression: re.Pattern[bytes]
    check: Callable[[str], bool] | None = None


#: Longest match of any expression: what two neighbouring blocks share.
OVERLAP = 4096

_BETWEEN = (
    rb"(?:\s|\\+[rnt]|[\"',+>]|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset):[^\n\\]{0,200}){0,200}"
)
_PEM = rb"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----" + _BETWEEN + rb"[A-Za-z0-9+/=]{32}"

#: Headers as base64 writes them again, as in a kubeconfig or a Secret of Kubernetes: whole groups of it.
_ENCODED = [
    base64.b64encode(b"-----BEGIN %sPRIVATE KEY" % kind)[: (len(kind) + 22) // 3 * 4]
    for kind in (b"", b"RSA ", b"EC ", b"OPENSSH ", b"ENCRYPTED ", b"DSA ")
]
_ENCODED_PEM = re.compile(rb"(?:%s)[A-Za-z0-9+/]{40}" % b"|".join(map(re.escape, _ENCODED)))

BLOCKING = (
    Pattern("guard.private-key", (b"PRIVATE KEY",), re.compile(_PEM)),
    Pattern(
        "guard.private-key", (b"BEGIN SSH2",), re.compile(rb"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----")
    ),
    Pattern(
        "guard.private-key",
        (b"PuTTY-User-Key-File-",),
        re.compile(rb"PuTTY-User-Key-File-[23]: (?:[^\n]{0,500}\n){1,40}?Private-Lines: \d{1,3}"),
    ),
    Pattern(
        "guard.private-key",
        (b"OpenVPN Static key",),
        re.compile(rb"-----BEGIN OpenVPN Static key V1-----\s{1,4}[0-9a-f]{32}"),
    ),
    Pattern(
        "guard.private-key",
        (b"OpenVPN tls-crypt-v2",),
        re.compile(rb"-----BEGIN OpenVPN tls-crypt-v2 (?:client|server) key-----\s{1,4}[A-Za-z0-9+/]{32}"),
    ),
    Pattern("guard.private-key", (_ENCODED[0][:14],), _ENCODED_PEM),
    Pattern(
        "guard.private-key",
        (b"PrivateKey",),
        re.compile(rb"\bPrivateKey[ \t]{0,8}=[ \t]{0,8}[A-Za-z0-9+/]{43}="),
    ),
    Pattern("guard.private-key", (b"AGE-SECRET-KEY-1",), re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]{50,}")),
    Pattern(
        "guard.private-key",
        (b"RSAKeyValue",),
        re.compile(rb"<RSAKeyValue>[^\0]{1,3000}<D>[A-Za-z0-9+/=\s]{40}"),
    ),
    Pattern(
        "guard.private-key",
        (b'"d"',),
        re.compile(rb'"kty"\s{0,8}:\s{0,8}"(?:RSA|EC|OKP)"[^{}]{0,3000}"d"\s{0,8}:\s{0,8}"[\w-]{40}'),
    ),
    Pattern(
        "guard.private-key",
        (b'"kty"',),
        re.compile(rb'"d"\s{0,8}:\s{0,8}"[\w-]{40,1500}"[^{}]{0,3000}"kty"\s{0,8}:\s{0,8}"(?:RSA|EC|OKP)"'),
    ),
)

#: First bytes of keys in binary form (X.690 DER): PKCS#8, PKCS#1, SEC 1, PKCS#12; Java, PVK, OpenPGP.
BINARY_KEYS = re.compile(
    rb"\A(?:\x30\x82..\x02\x01\x00\x30[\x05-\x20]\x06"  # PKCS#8 PrivateKeyInfo
    rb"|\x30[\x2e\x46-\x48\x81].?\x02\x01\x00\x30[\x05-\x20]\x06"  # PKCS#8, short (Ed25519, Ed448, P-256)
    # PKCS#8 EncryptedPrivateKeyInfo: by PKCS#5, by PKCS#12
    rb"|\x30(?:\x81.|\x82..)\x30[\x10-\x7f]\x06[\x09\x0a]\x2a\x86\x48\x86\xf7\x0d\x01(?:\x05|\x0c\x01)[\x01-\x0d]"
    rb"|\x30\x82..\x02\x01\x00\x02[\x81\x82]"  # PKCS#1 RSAPrivateKey
    rb"|\x30[\x31-\x7f]\x02\x01\x01\x04[\x14-\x42]"  # SEC 1 ECPrivateKey
    rb"|\x30\x81.\x02\x01\x01\x04[\x14-\x42]"
    rb"|\x30[\x80\x82].{0,2}\x02\x01\x03\x30"  # PKCS#12 PFX
    rb"|(?:\xfe\xed\xfe\xed|\xce\xce\xce\xce)\x00\x00\x00[\x01\x02]"
    rb"|\x1e\xf1\xb5\xb0\x00\x00\x00\x00"  # PVK of Microsoft
    rb"|(?:\x94.|\x95..)\x04....[\x01\x11\x12\x13\x16])",  # OpenPGP, secret key packet (RFC 9580 §5.5.3)
    re.DOTALL,
)

WARNING = (
    Pattern(
        "guard.key-mention",
        (b"PRIVATE KEY",),
        re.compile(rb"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
    ),
    Pattern(
        "guard.password-hash",
        (b"{SSHA", b"{ssha", b"{SHA", b"{CRYPT}", b"{SMD5}", b"{MD5}", b"{ARGON2}", b"{PBKDF2"),
        re.compile(
            rb"\{(?:[Ss]{0,2}[Hh][Aa](?:256|384|512)?|CRYPT|SMD5|MD5|ARGON2|PBKDF2[A-Z0-9-]*)\}[A-Za-z0-9+/=$.]{16}"
        ),
    ),
    Pattern(
        "guard.password-hash",
        (b"$",),
        re.compile(
            rb"\$(?:1|5|6|y|gy|7|apr1)\$[./A-Za-z0-9=$,]{2,120}\$[./A-Za-z0-9]{22,}"
            rb"|\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2(?:id|i|d)\$v=\d"
            rb"|pbkdf2_sha(?:1|256)\$\d{3,8}\$|\bSCRAM-SHA-(?:1|256)\$\d{3,7}:"
        ),
    ),
    Pattern("guard.password-hash", (b"md5",), re.compile(rb"(?i:PASSWORD)\s{1,8}'md5[0-9a-f]{32}'")),
    Pattern(
        "guard.password-hash",
        (b"'*",),
        re.compile(rb"(?i:PASSWORD|AS)\s{1,8}'\*[0-9A-F]{40}'"),
    ),
    Pattern("guard.password-hash", (b"userPassword:",), re.compile(rb"(?m:^)userPassword::? ?\S{8}")),
    Pattern(
        "guard.password-hash",
        (b":::",),
        re.compile(rb"(?m:^)[^:\n]{1,100}:\d{1,10}:[0-9A-Fa-f]{32}:[0-9A-Fa-f]{32}:::"),
    ),
    Pattern(
        "guard.password",
        (b"PASSWORD", b"password", b"Password"),
        re.compile(rb"\b(?i:PASSWORD)\s{1,8}'(?!md5[0-9a-f]{32}'|SCRAM-|\*{3}|\$\d|<)[^'\n]{4,200}'"),
    ),
    Pattern(
        "guard.password",
        (b"IDENTIFIED", b"identified"),
        re.compile(rb"(?i:IDENTIFIED\s{1,8}BY)\s{1,8}'(?!\*{3}|<)[^'\n]{1,200}'"),
    ),
    Pattern(
        "guard.password",
        (b"PASSWORD", b"SECRET", b"_TOKEN", b"API_KEY", b"PASSWD"),
        re.compile(
            rb"(?<![{\w])[A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|SECRET|TOKEN|API_KEY)[A-Z0-9_]{0,30}[\"']?"
            rb"[ \t]{0,8}[:=][ \t]{0,8}[\"']?"
            rb"(?![${<\[*]|(?i:null|none|true|false|changeme\b|redacted)|/run/secrets)[^\s\"'#,;]{6,200}"
        ),
        is_secret,
    ),
    Pattern(
        "guard.password",
        (b"assw", b"secret", b"pi_key", b"pi-key", b"pikey", b"oken"),
        re.compile(
            rb"(?m:^)[ \t]{0,80}(?:- )?[\w.-]{0,60}"
            rb"(?:password|passwd|passphrase|secret|api[_-]?key|(?:access|auth)[_-]?token)"
            rb"[ \t]{0,8}[:=][ \t]{0,8}"
            rb"(?:\"(?![${<\[*])[^\s\"]{6,200}\"|'(?![${<\[*])[^\s']{6,200}'|(?![${<\[*\"'])[^\s\"']{6,200})"
            rb"[ \t]{0,8}[;,]?[ \t]{0,8}\r?(?m:$)"
        ),
        is_generated,
    ),
    Pattern(
        "guard.password",
        (b"define",),
        re.compile(
            rb"define\(\s{0,8}[\"']\w{0,60}(?:PASSWORD|SECRET|_KEY|_SALT)[\"']\s{0,8},\s{0,8}"
            rb"[\"'](?!put your|votre_|database_password|password_here)[^\"'\n]{6,200}[\"']"
        ),
    ),
    Pattern(
        "guard.password",
        (b"://",),
        re.compile(
            rb"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"'<>${}]{1,80}:(?![${<*])[^\s:/@\"'<>]{3,120}@[\w.-]"
        ),
        names_someone,
    ),
    Pattern(
        "guard.token",
        (
            b"ghp_",
            b"gho_",
            b"ghu_",
            b"ghs_",
            b"ghr_",
            b"github_pat_",
            b"glpat-",
            b"xox",
            b"sk_live_",
            b"rk_live_",
            b"npm_",
            b"pypi-AgEI",
            b"SG.",
            b"hvs.",
            b"dop_v1_",
            b"sk-ant-",
            b"hooks.slack.com",
            b"sk-proj-",
            b"GOCSPX-",
            b"glrt-",
            b"glptt-",
            b"dckr_pat_",
            b"hf_",
            b"glsa_",
            b"ATATT3",
            b"shpat_",
        ),
        re.compile(
            rb"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{50}|glpat-[\w-]{20}|xox[abeprs]-[\w-]{10,}|[sr]k_live_\w{20}"
            rb"|npm_[A-Za-z0-9]{36}|pypi-AgEI[\w-]{50}|SG\.[\w-]{20,24}\.[\w-]{40}|hvs\.[\w-]{24}|dop_v1_[0-9a-f]{64}"
            rb"|sk-(?:ant|proj)-[\w-]{20}|GOCSPX-[\w-]{28}|gl(?:rt|ptt)-[\w-]{20}|dckr_pat_[\w-]{27}|hf_[A-Za-z]{34}"
            rb"|glsa_[A-Za-z0-9]{32}_|ATATT3[\w=-]{60}|shpat_[0-9a-f]{32}|hooks\.slack\.com/services/T\w{6,12}/B\w{6,12}/\w{20})"
        ),
    ),
    Pattern(
        "guard.password",
        (b'ecret"', b'assword"', b'oken"', b'_key"'),
        re.compile(
            rb'"(?i:client_?secret|secret|password|passwd|access_?token|refresh_?token|api_?key)"\s{0,4}:\s{0,4}'
            rb'"(?![${<*]|(?i:null|none|redacted|retire))[^\s"]{6,200}"'
        ),
    ),
    Pattern("guard.token", (b"eyJ",), re.compile(rb"\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\.[\w-]{20}")),
    Pattern(
        "guard.token",
        (b"uthorization",),
        re.compile(
            rb"(?i:authorization)[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?i:bearer|basic|token)\s{1,4}(?![${<*])[\w.+/=-]{16}"
        ),
    ),
    Pattern("guard.token", (b"@boards.trello.",), re.compile(rb"[\w.+-]{4,100}@boards\.trello\.[a-z]+")),
    Pattern("guard.cloud-key", (b"AKIA", b"ASIA"), re.compile(rb"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b")),
    Pattern("guard.cloud-key", (b"AIza",), re.compile(rb"\bAIza[\w-]{35}\b")),
    Pattern("guard.cloud-key", (b"AccountKey=",), re.compile(rb"AccountKey=[A-Za-z0-9+/]{60,90}={0,2}")),
    Pattern(
        "guard.cloud-key",
        (b"secret_access_key", b"SecretAccessKey"),
        re.compile(
            rb"(?i:aws_)?(?:secret_access_key|SecretAccessKey)[\"']?\s{0,4}[:=]\s{0,4}[\"']?[A-Za-z0-9+/]{40}"
        ),
    ),
    Pattern(
        "guard.cloud-key",
        (b'"private_key_id"',),
        re.compile(rb'"private_key_id"\s{0,4}:\s{0,4}"[0-9a-f]{40}"'),
    ),
    Pattern("guard.photo", (b"jpegPhoto",), re.compile(rb"(?m:^)jpegPhoto:: ?[A-Za-z0-9+/]{40}")),
    Pattern(
        "guard.nir",
        (),
        re.compile(
            rb"[12](?<![\w.-][12])(?:\d{4}(?:\d\d|2[ABab])\d{6} ?\d\d"
            rb"| \d\d \d\d (?:\d\d|2[ABab]) \d{3} \d{3} \d\d)(?![\w.-])"
        ),
        is_nir,
    ),
    Pattern(
        "guard.iban",
        (),
        re.compile(rb"[A-Z](?<![\w-][A-Z])[A-Z]\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\w-])"),
        is_iban,
    ),
)

#: Names of SSH algorithms are written as addresses (RFC 4251 §6); they are nobody's.
EMAIL = re.compile(
    rb"\b[A-Za-z0-9][\w.+-]{0,63}@(?!openssh\.com|libssh\.org|lysator\.liu\.se|tinyssh\.org|ssh\.com)"
    rb"(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}\b"
)
#: This many different addresses make a list of people.
EMAIL_LIST = 10
