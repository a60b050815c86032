"""VPN, SSH and TLS: what configurations and reports say, and what published documents set aside."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import SSHCertificateBuilder, SSHCertificateType

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import INSPECTOR, inspector, ssh_keys, weak, webserver
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of, spoiled


def read(content, name="piece"):
    return INSPECTOR.inspect([artefact(content, name)], CONTEXT)


def values(found):
    return {each.code.partition(".")[2]: each.value for each in (*found.facts, *found.findings)}


def lines_of(found, code):
    return [place.line for place in fact_of(found, code).places]


def plainly(sentence):
    return sentence.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


SERVER = """# Serveur
port 1194
proto udp
dev tun
ca ca.crt
cert server.crt
key server.key  # secret
dh none
server 10.8.0.0 255.255.255.0
;crl-verify crl.pem
data-ciphers AES-256-GCM:?BF-CBC
cipher none
auth none
tls-cipher TLS-RSA-WITH-RC4-128-MD5:!DES
tls-version-min 1.0
comp-lzo
compress lz4
reneg-sec 3600
<tls-crypt>
-----BEGIN OpenVPN Static key V1-----
e5
-----END OpenVPN Static key V1-----
</tls-crypt>
"""


def test_an_openvpn_server():
    found = read(SERVER)
    assert found.artefact.format == "openvpn"
    assert values(found) == {
        "directives": 17,
        "tunnels": ["server 10.8.0.0 255.255.255.0 (udp/1194)"],
        "authentication": ["certificate", "tls-crypt"],
        "algorithms": [
            "data-ciphers AES-256-GCM:?BF-CBC",
            "cipher none",
            "auth none",
            "tls-cipher TLS-RSA-WITH-RC4-128-MD5:!DES",
        ],
        "lifetimes": ["tls-version-min 1.0", "reneg-sec 3600"],
        "private_key": 1,
        "null_cipher": ["cipher none"],
        "weak_algorithm": [
            "data-ciphers BF-CBC",
            "tls-cipher TLS-RSA-WITH-RC4-128-MD5",
            "tls-version-min 1.0",
        ],
        "no_revocation_check": ["ca"],
        "compression": ["comp-lzo", "compress lz4"],
    }
    assert lines_of(found, "links.private_key") == [19]
    assert lines_of(found, "links.weak_algorithm") == [11, 14, 15]
    assert fact_of(found, "links.no_revocation_check").fr == (
        "Le serveur authentifie par certificat et ne vérifie aucune liste de révocation (crl-verify "
        "absent) : ca."
    )


def test_an_openvpn_server_that_checks_revocation():
    inline = SERVER.replace("ca ca.crt", "<ca>\nAAAA\n</ca>")
    assert values(read(inline))["no_revocation_check"] == ["ca"]
    assert lines_of(read(inline), "links.private_key") == [21]
    text = SERVER.replace(";crl-verify", "crl-verify").replace("ca ca.crt", "pkcs12 'bundle 1.p12'")
    found = values(read(text))
    assert found["revocation_configured"] == ["crl-verify crl.pem"]
    assert "no_revocation_check" not in found
    without = values(read(text.replace("crl-verify crl.pem", "")))
    assert without["no_revocation_check"] == ["pkcs12"]


def test_an_openvpn_client_and_a_static_key():
    client = (
        "client\ndev tun\nproto udp\nremote vpn.exemple.invalid 1194\nremote b\nauth-user-pass\nca ca.crt\n"
    )
    assert values(read(client)) == {
        "directives": 7,
        "tunnels": ["remote vpn.exemple.invalid 1194 (udp)", "remote b (udp)"],
        "authentication": ["auth-user-pass"],
    }
    point = (
        "dev tun\nifconfig 10.8.0.1 10.8.0.2\nsecret static.key 0\n"
        "verify-client-cert none\ncompress\nsecret\n"
    )
    found = values(read(point))
    assert found["tunnels"] == ["10.8.0.1 ↔ 10.8.0.2 (?)"]
    assert found["shared_key"] == ["secret static.key", "secret"]
    assert found["client_not_verified"] == ["verify-client-cert none"]
    old = "dev tun\nserver 10.8.0.0 255.255.255.0\nca ca\nclient-cert-not-required\nkeepalive 'x\ncipher\n"
    found = values(read(old))
    assert found["client_not_verified"] == ["client-cert-not-required"]
    assert found["lifetimes"] == ["keepalive 'x"]


def test_a_client_in_one_file_is_recognised_whatever_its_blocks_hold():
    text = (
        "client\ndev tun\n<connection>\nremote vpn.exemple.invalid 443 tcp\n</connection>\n"
        "<cert>\nCertificate:\nSignature Algorithm\n</cert>\n"
        "<tls-auth>\n" + "21d94830510107f8753d3b6f3145e01d\n" * 16 + "</tls-auth>\n"
    )
    assert INSPECTOR.sniff(Head(text.encode())) == 0.95
    assert values(read(text)) == {
        "directives": 5,
        "tunnels": ["remote vpn.exemple.invalid 443 (tcp)"],
        "authentication": ["certificate", "tls-auth"],
        "private_key": 1,
    }
    assert lines_of(read(text), "links.tunnels") == [4]


def test_a_directive_of_only_a_quote_is_kept_as_it_is():
    assert values(read("dev tun\nproto udp\nremote a\n''\n"))["directives"] == 4


STATUS_2 = """TITLE,OpenVPN 2.6.3 x86_64-pc-linux-gnu [SSL]
TIME,2026-11-20 10:00:00,1795168800
HEADER,CLIENT_LIST,Common Name,Real Address
CLIENT_LIST,alice,198.51.100.1:5000,10.8.0.2,,1048576,2097152,2026-11-20 09:00:00,1795165200,UNDEF,7,0
CLIENT_LIST,alice,198.51.100.2:5000,10.8.0.3,,x,2,2026-11-20 09:00:00,1795165200,UNDEF,8,0
CLIENT_LIST,UNDEF,198.51.100.3:5000,,,1,2,2026-11-20 09:00:00,1795165200,UNDEF,9,0,
HEADER,ROUTING_TABLE,Virtual Address
ROUTING_TABLE,10.8.0.2,alice,198.51.100.1:5000,2026-11-20 09:59:00,1795168740
GLOBAL_STATS,Max bcast/mcast queue length,0
END
"""


def test_a_status_of_version_2_and_3():
    for text in (STATUS_2, STATUS_2.replace(",", "\t")):
        found = read(text)
        assert found.artefact.producer == "OpenVPN 2.6.3"
        assert found.artefact.produced_at == "2026-11-20T10:00:00+00:00"
        assert values(found) == {
            "sessions": 2,
            "traffic": {"received": 1_048_576, "sent": 2_097_152},
            "routes": 1,
        }
        assert lines_of(found, "links.sessions") == [4, 5]
        assert plainly(fact_of(found, "links.traffic").fr) == (
            "Octets échangés par ces sessions : 1 Mo reçus, 2,1 Mo émis."
        )
    old = read("TITLE,OpenVPN 2.3\nTIME,Wed Jun 29 11:52:04 2016\nCLIENT_LIST,bob,a,b,1,2,s,1,UNDEF\n")
    assert (old.artefact.produced_at, values(old)["traffic"]) == (
        "2016-06-29T11:52:04",
        {"received": 1, "sent": 2},
    )


def test_a_status_of_version_1_without_clients_and_with_many():
    empty = read(
        "OpenVPN CLIENT LIST\nUpdated,jamais\nCommon Name,Real Address\nROUTING TABLE\nGLOBAL STATS\nEND\n"
    )
    assert values(empty) == {"sessions": 0}
    assert empty.artefact.produced_at == ""
    rows = "".join(f"u{n},a,1,2,Thu Jun 18 04:23:03 2015\n" for n in range(60))
    rows += "UNDEF,a,1,2,Thu Jun 18 04:23:03 2015\n"
    routes = "".join(f"10.8.0.{n},u{n},a,Thu Jun 18 08:12:09 2015\n" for n in range(60))
    many = read(
        "OpenVPN CLIENT LIST\nUpdated,Thu Jun 18 08:12:15 2015\n"
        f"Common Name,Real Address,Bytes Received,Bytes Sent,Connected Since\n{rows}"
        f"ROUTING TABLE\nVirtual Address,Common Name,Real Address,Last Ref\n{routes}GLOBAL STATS\nEND\n"
    )
    assert values(many) == {"sessions": 60, "traffic": {"received": 60, "sent": 120}, "routes": 60}
    assert fact_of(many, "links.sessions").en.startswith("60 open sessions of 60 peers: peer A, peer B")
    assert "u0" not in str(many.facts)


SWANCTL = """connections {
   rw {
      local_addrs = 192.0.2.1   # passerelle
      proposals = aes128-sha256-modp1024, default
      revocation = strict
      local { auth = pubkey }
      remote-1 {
         auth = psk
         revocation = relaxed
      }
      children {
         net : defaults {
            local_ts = 10.1.0.0/16
            esp_proposals = aes256-sha256,null-md5-ecp256
            rekey_time = 1h
            ipcomp = yes
         }
         host {
            mode = transport
         }
      }
   }
   bare {
      version = 2
   }
}
secrets {
   ike-1 {
      secret = "a{b}c"
   }
}
include conf.d/*.conf
"""


def test_a_swanctl_configuration():
    found = read(SWANCTL)
    assert values(found) == {
        "directives": 14,
        "tunnels": ["net: 10.1.0.0/16 ↔ dynamic, 192.0.2.1 ↔ %any", "host: 192.0.2.1 ↔ %any"],
        "authentication": ["local pubkey", "remote psk"],
        "algorithms": [
            "proposals aes128-sha256-modp1024, default",
            "esp_proposals aes256-sha256,null-md5-ecp256",
        ],
        "lifetimes": ["rekey_time 1h"],
        "revocation_configured": ["revocation = strict"],
        "forward_secrecy": 1,
        "private_key": 1,
        "null_cipher": ["null-md5-ecp256"],
        "weak_algorithm": ["proposals modp1024", "esp_proposals md5"],
        "shared_key": ["rw remote psk"],
        "compression": ["ipcomp = yes"],
        "no_forward_secrecy": ["aes256-sha256"],
    }
    assert "a{b}c" not in str(found)
    assert [limit.code for limit in found.limits][-1] == "links.limit.includes"
    assert fact_of(found, "links.forward_secrecy").en == (
        "1 of 2 ESP proposals renews the key with a Diffie-Hellman exchange (forward secrecy)."
    )


def test_a_swanctl_connection_without_children():
    text = "connections {\n gw {\n  version = 2\n }\n}\n# children\n"
    assert values(read(text))["tunnels"] == ["gw"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("connections {\n children {\n x = 1\n", Unreadable.MALFORMED),
        ("connections { children { } }\n}\n", Unreadable.MALFORMED),
        ("connections { children { } }\n", Unreadable.MISSING_FIELD),
        ("connections {\nchildren\n" + "a {\n" * 40, Unreadable.TOO_DEEP),
    ],
)
def test_braces_that_do_not_match_are_told(text, reason):
    with pytest.raises(UnreadableArtefactError) as caught:
        read(text)
    assert caught.value.reason is reason


IPSEC = """config setup
    strictcrlpolicy=yes

conn %default
    ike=aes256-sha2_256-modp2048!
    authby=secret
    compress=yes

conn siege
    left=192.0.2.1
    leftsubnet=10.1.0.0/16
    rightsubnet=10.2.0.0/16
    esp=3des-sha1
    keylife=60m
    pfs=no
    leftcert=

conn nomade
    auto=add
include /etc/ipsec.d/*.conf
"""


def test_sections_of_ipsec_take_over_what_others_give():
    text = (
        "conn %default\n    left=10.0.0.1\nconn base\n    leftsubnet=10.1.0.0/16\n    also=loop\n"
        "conn loop\n    right=192.0.2.9\n    also=base\n    also=nowhere\n"
        "conn a\n    right=192.0.2.2\n    also=base\n"
    )
    assert values(read(text))["tunnels"] == [
        "base: 10.1.0.0/16 ↔ —, 10.0.0.1 ↔ 192.0.2.9",
        "loop: 10.1.0.0/16 ↔ —, 10.0.0.1 ↔ 192.0.2.9",
        "a: 10.1.0.0/16 ↔ —, 10.0.0.1 ↔ 192.0.2.2",
    ]


def test_a_brace_of_swanctl_on_a_line_of_its_own():
    text = "connections\n{\n  net\n\n  {\n    remote_addrs = 192.0.2.1\n  }\n}\n"
    assert values(read(text))["tunnels"] == ["net: %any ↔ 192.0.2.1"]


def test_an_ipsec_configuration():
    found = read(IPSEC)
    assert values(found) == {
        "directives": 12,
        "tunnels": ["siege: 10.1.0.0/16 ↔ 10.2.0.0/16, 192.0.2.1 ↔ %any", "nomade"],
        "authentication": ["authby secret"],
        "algorithms": ["ike aes256-sha2_256-modp2048!", "esp 3des-sha1"],
        "lifetimes": ["keylife 60m"],
        "revocation_configured": ["strictcrlpolicy = yes"],
        "forward_secrecy": 0,
        "weak_algorithm": ["esp 3des"],
        "shared_key": ["%default authby=secret"],
        "compression": ["compress = yes"],
        "no_forward_secrecy": ["3des-sha1", "siege pfs=no"],
    }


SAS = """gw-gw: #1, ESTABLISHED, IKEv2, a765344132816bcb_i* e1e4340708b3cac9_r
  local  'hq.exemple.invalid' @ 203.0.113.2[500]
  remote 'branch.exemple.invalid' @ 198.51.100.2[500]
  3DES_CBC-192/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_1024
  established 3s ago, rekeying in 13907s
  lans: #2, reqid 1, INSTALLED, TUNNEL-in-UDP, ESP:AES_GCM_16-256
    installed 3s ago, rekeying in 3288s, expires in 3957s
    in  7fdf3ac6,    168 bytes,     2 packets,     1s ago
    out 41b696e1,    200 bytes,     2 packets,     1s ago
    local  192.168.10.0/24 192.168.11.0/24
    remote 192.168.20.0/24
  gone: #3, reqid 2, DELETED, TUNNEL, ESP:NULL/HMAC_SHA2_256_128
    local  192.168.30.0/24
  bare: #4, reqid 3, INSTALLED, TUNNEL, ESP:AES_GCM_16-256

other: #2, CONNECTING, IKEv2, a765344132816bcb_i* 0000000000000000_r
"""


def test_associations_that_are_up():
    found = read(SAS)
    assert values(found) == {
        "sessions": 1,
        "tunnels": ["lans (TUNNEL): 192.168.10.0/24 192.168.11.0/24 ↔ 192.168.20.0/24", "bare (TUNNEL)"],
        "traffic": {"received": 168, "sent": 200},
        "algorithms": [
            "3DES_CBC-192/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_1024",
            "AES_GCM_16-256",
            "NULL/HMAC_SHA2_256_128",
        ],
        "null_cipher": ["NULL/HMAC_SHA2_256_128"],
        "weak_algorithm": ["3DES_CBC-192", "MODP_1024"],
    }
    assert fact_of(found, "links.sessions").fr == "1 session ouverte de 1 pair : pair A."
    assert "branch.exemple.invalid" not in repr(found)
    assert values(read("other: #2, CONNECTING, IKEv1, a_i* b_r\n")) == {"sessions": 0}


WIREGUARD = """[Interface]
Address = 10.0.0.1/24
PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=
ListenPort = 51820

[Peer] # nomade
PublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=
PresharedKey = FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=
AllowedIPs = 10.0.0.2/32
Endpoint = 192.0.2.5:51820

[Peer]
PublicKey = TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=
"""


def test_a_wireguard_configuration_never_repeats_its_keys():
    found = read("ignored = 1\n" + WIREGUARD)
    assert values(found) == {
        "directives": 8,
        "tunnels": ["10.0.0.1/24 ↔ 10.0.0.2/32 (192.0.2.5:51820)", "10.0.0.1/24 ↔ ?"],
        "authentication": ["public key"],
        "private_key": 2,
    }
    assert lines_of(found, "links.private_key") == [4, 9]
    assert "yAnz5" not in str(found)
    blank = "[Interface]\nPrivateKey =\nAddress = 10.0.0.1/24\nAddress = fd00::1/64\n"
    blank += "[Peer]\nPresharedKey = (hidden)\n"
    several = values(read(f"{blank}AllowedIPs = 10.0.0.2/32\nAllowedIPs = fd00::2/128\n"))
    assert several == {
        "directives": 6,
        "tunnels": ["10.0.0.1/24, fd00::1/64 ↔ 10.0.0.2/32, fd00::2/128"],
    }
    assert values(read("[Interface]\nAddress = 10.0.0.1/24\n"))["directives"] == 1


SHOW = """interface: wg0
  public key: HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=
  listening port: 51820

peer: xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=
  allowed ips: 10.192.122.3/32
  latest handshake: 1 minute, 2 seconds ago
  transfer: 1.50 MiB received, 2 KiB sent

peer: TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=
"""


def test_what_wg_shows():
    found = read(SHOW)
    assert values(found) == {"handshakes": 1, "traffic": {"received": 1_572_864, "sent": 2048}}
    assert fact_of(found, "links.handshakes").fr == "1 pair a échangé des clés (latest handshake) sur 2."
    assert not values(read("interface: wg0\n  listening port: 51820\n"))


SSHD = """# Réglages
Port 22
PermitRootLogin yes
PasswordAuthentication yes
PasswordAuthentication no
PermitEmptyPasswords yes
Ciphers aes256-ctr,3des-cbc
MACs -hmac-md5
KexAlgorithms +diffie-hellman-group1-sha1
Subsystem sftp internal-sftp
Include /etc/ssh/sshd_config.d/*.conf
Match Group externes
    PasswordAuthentication yes
    X11Forwarding no
Match all
UsePAM yes
"""


def test_a_server_of_ssh():
    found = read(SSHD)
    assert values(found) == {
        "directives": 15,
        "ssh_authentication": {
            "passwordauthentication": "yes",
            "permitrootlogin": "yes",
            "permitemptypasswords": "yes",
        },
        "ssh_algorithms": {"ciphers": 2, "macs": 0, "kexalgorithms": 1},
        "weak_algorithm": ["ciphers 3des-cbc", "kexalgorithms diffie-hellman-group1-sha1"],
        "ssh_password": ["passwordauthentication yes", "Match Group externes : passwordauthentication yes"],
        "ssh_root": ["permitrootlogin yes"],
        "ssh_empty_password": ["permitemptypasswords yes"],
    }
    assert lines_of(found, "links.ssh_password") == [4, 13]
    assert [limit.code for limit in found.limits][-1] == "links.limit.includes"


def test_methods_that_need_a_key_leave_no_password_alone():
    base = "PasswordAuthentication yes\nUsePAM yes\nSubsystem sftp x\nAuthenticationMethods {}\n"
    assert "ssh_password" not in values(read(base.format("publickey,password")))
    assert "ssh_password" in values(read(base.format("publickey password")))
    safe = "PasswordAuthentication no\nUsePAM yes\nSubsystem sftp x\n"
    assert "ssh_password" not in values(read(safe))
    noted = "PasswordAuthentication yes  # temporary\nUsePAM yes\nSubsystem sftp x # no\n"
    assert values(read(noted))["ssh_password"] == ["passwordauthentication yes"]
    quiet = values(read("UsePAM yes\nSubsystem sftp x\nPort 22\n"))
    assert quiet == {"directives": 3}


def test_the_configuration_of_a_client_is_not_one_of_a_server():
    assert INSPECTOR.sniff(Head(b"Host *\n  Port 22\n  Ciphers aes256-ctr\n")) == 0
    assert INSPECTOR.sniff(Head(b"Port 22\nfoo\n", "sshd_config")) == 0.4
    odd = b"UsePAM yes\nSubsystem sftp x\na 1\nb 1\nc 1\nd 1\n"
    assert INSPECTOR.sniff(Head(odd)) == 0.4


AUDIT = {
    "banner": {"software": "OpenSSH_8.9p1"},
    "target": "127.0.0.1:22",
    "kex": [
        {"algorithm": "curve25519-sha256", "notes": {"info": ["x"]}},
        {"algorithm": "diffie-hellman-group1-sha1", "notes": {"fail": ["x"], "warn": ["y"]}},
    ],
    "key": [{"algorithm": "ssh-rsa"}],
    "enc": [],
    "mac": [{"algorithm": "hmac-sha2-256", "notes": {"warn": ["y"]}}],
}


def test_a_report_of_ssh_audit():
    found = read(json.dumps(AUDIT, indent=1))
    assert values(found) == {
        "ssh_algorithms": {"kex": 2, "key": 1, "mac": 1},
        "ssh_notes": {"fail": 1, "warn": 2},
        "weak_algorithm": ["kex diffie-hellman-group1-sha1", "key ssh-rsa"],
        "stated_vulnerable": ["kex diffie-hellman-group1-sha1"],
        "local_target": ["127.0.0.1:22"],
    }
    assert fact_of(found, "links.weak_algorithm").places[0].path == "/kex/1"
    assert fact_of(found, "links.ssh_notes").fr == "ssh-audit annote 1 algorithme « fail » et 2 « warn »."
    several = read(json.dumps([AUDIT, {**AUDIT, "target": "b:22", "banner": None}]))
    assert several.artefact.target == "127.0.0.1:22, b:22"
    plain = {"kex": [{"algorithm": "curve25519-sha256"}], "enc": [], "mac": []}
    assert values(read(json.dumps(plain))) == {
        "ssh_algorithms": {"kex": 1},
        "ssh_notes": {"fail": 0, "warn": 0},
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ssh-dss-cert-v01@openssh.com", True),
        ("gss-group1-sha1-toWM5Slw5Ew8Mqkay+al2g==", True),
        ("gss-gex-sha1-toWM5Slw5Ew8Mqkay+al2g==", True),
        ("gss-group14-sha256-toWM5Slw5Ew8Mqkay+al2g==", False),
    ],
)
def test_algorithms_of_ssh_that_are_set_aside(name, expected):
    assert weak.weak_ssh(name) is expected


def test_two_audits_of_two_targets_do_not_share_their_scope():
    before, after = artefact(json.dumps(AUDIT)), artefact(json.dumps({**AUDIT, "target": "b:22"}))
    found = INSPECTOR.compare(before, after, CONTEXT)
    assert not found.same_scope
    assert found.findings[0].en == (
        "The two files are not about the same target: “127.0.0.1:22” before, “b:22” after."
    )


CSV = """"id","fqdn/ip","port","severity","finding","cve","cwe"
"engine_problem","/","443","WARN","No engine","",""
"SSLv3","www.exemple/192.0.2.1","443","CRITICAL","offered","",""
"TLS1","www.exemple/192.0.2.1","443","LOW","offered (deprecated)","",""
"TLS1_1","www.exemple/192.0.2.1","443","OK","not offered","",""
"TLS1_2","www.exemple/192.0.2.1","443","INFO","supported but couldn't detect a cipher","",""
"cipher_x05","www.exemple/192.0.2.1","443","HIGH","x05     RC4-SHA        RSA   RC4  128","",""
"cipher-tls1_2_xc02f","www.exemple/192.0.2.1","443","OK","TLSv1.2 xc02f ECDHE-RSA-AES128-GCM-SHA256 x","",""
"cipher-x","www.exemple/192.0.2.1","443","OK","?","",""
"heartbleed","www.exemple/192.0.2.1","443","CRITICAL","VULNERABLE","CVE-2014-0160","CWE-119"
"scanTime","","","","12","",""
"""


def test_a_report_of_testssl():
    found = read(CSV)
    assert values(found) == {
        "tls_severities": {"OK": 3, "INFO": 1, "LOW": 1, "HIGH": 1, "CRITICAL": 2, "WARN": 1},
        "tls_versions": ["SSLv3", "TLS 1.0"],
        "tls_suites": 2,
        "tls_old_version": ["SSLv3", "TLS 1.0"],
        "weak_algorithm": ["RC4-SHA"],
        "stated_vulnerable": ["heartbleed (CRITICAL)"],
    }
    place = fact_of(found, "links.tls_old_version").places[0]
    assert (place.line, place.column) == (3, "finding")
    assert found.artefact.target == "www.exemple/192.0.2.1:443"


def test_a_report_of_testssl_on_many_servers_keeps_the_first_places_of_each_weakness():
    rows = [
        f'"BEAST","s{n}/192.0.2.1","443","LOW" ,"x"\n"ROBOT","s{n}/192.0.2.1","443","HIGH","x"\n'
        for n in range(60)
    ]
    found = read(
        '"id","fqdn/ip","port","severity","finding"\n' + "".join(rows) + '"LUCKY13","s","443","MEDIUM"\n'
    )
    assert fact_of(found, "links.stated_vulnerable").value == ["ROBOT (HIGH)", "LUCKY13 (MEDIUM)"]
    assert lines_of(found, "links.stated_vulnerable") == list(range(3, 103, 2))


def many_rows_of_testssl():
    header = '"id","fqdn/ip","port","severity","finding","cve","cwe"\n'
    rows = [
        f'"{name}","h{number % 7}.example.org/192.0.2.1","443","{severity}","{finding}","",""\n'
        for number in range(200)
        for name, severity, finding in (
            ("TLS1", "LOW", "offered"),
            ("cipher-tls1_2_xc030", "OK", f"x{number % 5:02}c0  ECDHE-RSA-AES256-{number % 3}  ECDH"),
            ("BEAST", "medium", f"VULNERABLE {number}"),
            ("note", "unheard of", "x"),
        )
    ]
    return header + "".join(rows) + '"HSTS"," ","443","OK","730 days","",""\n"HSTS","","","OK"\n'


def test_rows_of_testssl_that_are_forgotten_are_counted_all_the_same(monkeypatch):
    whole = read(many_rows_of_testssl())
    monkeypatch.setattr("preuve.domain.evidence.inspectors.links.testssl._MAX_KNOWN", 2)

    assert read(many_rows_of_testssl()) == whole
    assert whole.artefact.target == ", ".join(f"h{number}.example.org/192.0.2.1:443" for number in range(5))


def test_targets_of_testssl_beyond_what_is_held(monkeypatch):
    monkeypatch.setattr("preuve.domain.evidence.inspectors.links.testssl._MAX_TARGETS", 2)

    found = read(many_rows_of_testssl())
    assert found.artefact.target == "h0.example.org/192.0.2.1:443, h1.example.org/192.0.2.1:443"


def test_flat_and_structured_reports_of_testssl():
    rows = [
        {"id": "engine_problem", "ip": "/", "port": "443", "severity": "WARN", "finding": "No engine"},
        {"id": "TLS1_2", "ip": "localhost/127.0.0.1", "port": "443", "severity": "OK", "finding": "offered"},
        {"id": "TLS1_3", "severity": "OK", "finding": "offered with final"},
    ]
    flat = values(read(json.dumps(rows)))
    assert flat == {
        "tls_severities": {"OK": 2, "WARN": 1},
        "tls_versions": ["TLS 1.2", "TLS 1.3"],
        "local_target": ["localhost/127.0.0.1:443"],
    }
    whole = {
        "Invocation": "testssl.sh",
        "version": "3.2  from ",
        "startTime": "1795168800",
        "scanResult": [
            {"targetHost": "a", "ip": "192.0.2.1", "port": "443", "protocols": rows[2:]},
            {"ciphers": []},
        ],
    }
    found = read(json.dumps(whole))
    assert (found.artefact.producer, found.artefact.target) == ("testssl.sh 3.2", "a/192.0.2.1:443")
    assert found.artefact.produced_at == "2026-11-20T10:00:00+00:00"
    assert fact_of(found, "links.tls_versions").places[0].path == "/scanResult/0/protocols/0"


def sslyze(results, *, old=False):
    where = {"hostname": "www.exemple.invalid", "port": 443}
    server = (
        {"server_info": {"server_location": where}, "scan_commands_results": results}
        if old
        else {
            "server_location": where,
            "scan_result": {key: {"status": "COMPLETED", "result": value} for key, value in results.items()},
        }
    )
    return json.dumps(
        {
            "sslyze_version": "5.2.0",
            "date_scans_completed": "2026-11-20T10:00:00",
            "server_scan_results": [server, {}],
        }
    )


def test_a_report_of_sslyze():
    suites = {"accepted_cipher_suites": [{"cipher_suite": {"name": "TLS_RSA_WITH_3DES_EDE_CBC_SHA"}}, {}]}
    results = {
        "tls_1_0_cipher_suites": suites,
        "tls_1_3_cipher_suites": {"accepted_cipher_suites": []},
        "heartbleed": {"is_vulnerable_to_heartbleed": True},
        "tls_compression": {"supports_compression": False},
        "robot": {"robot_result": "VULNERABLE_WEAK_ORACLE"},
    }
    for old in (False, True):
        found = read(sslyze(results, old=old))
        assert values(found) == {
            "tls_versions": ["TLS 1.0"],
            "tls_suites": 1,
            "tls_old_version": ["TLS 1.0"],
            "weak_algorithm": ["TLS_RSA_WITH_3DES_EDE_CBC_SHA"],
            "stated_vulnerable": ["heartbleed", "robot"],
        }
        assert (found.artefact.producer, found.artefact.produced_at) == (
            "SSLyze 5.2.0",
            "2026-11-20T10:00:00",
        )
    assert not values(read(sslyze({"x": {}})))


def test_a_server_that_sslyze_could_not_reach_is_said_so():
    report = json.loads(sslyze({"tls_1_3_cipher_suites": {"accepted_cipher_suites": [{}]}}))
    down = {"server_location": {"hostname": "down", "port": 443}, "connectivity_status": "ERROR"}
    report["server_scan_results"].append({**down, "scan_result": None})
    found = read(json.dumps(report))
    assert values(found) == {"tls_versions": ["TLS 1.3"], "unmeasured": ["down:443"]}
    assert found.artefact.target == "www.exemple.invalid:443"
    assert fact_of(found, "links.unmeasured").places[0].path == "/server_scan_results/2/connectivity_status"


NGINX = """http {
    include conf.d/*.conf;
    server {
        listen 80;
        server_name clair.exemple.invalid;
    }
    server {
        listen 443 ssl http2;
        server_name www.exemple.invalid;  # site
        ssl_certificate /etc/ssl/www.pem;
        ssl_protocols TLSv1 TLSv1.2 TLSv1.3;
        ssl_ciphers 'HIGH:RC4+RSA:!aNULL:!MD5';
        ssl_verify_client on;
    }
    server { listen 443 ssl; }
}

"""


def test_directives_of_nginx():
    found = read(NGINX)
    assert values(found) == {
        "directives": 4,
        "tls_sites": ["www.exemple.invalid", "_"],
        "tls_versions": ["TLS 1.0", "TLS 1.2", "TLS 1.3"],
        "algorithms": ["ssl_ciphers HIGH:RC4+RSA:!aNULL:!MD5"],
        "authentication": ["ssl_verify_client on"],
        "tls_old_version": ["TLS 1.0"],
        "weak_algorithm": ["ssl_ciphers RC4+RSA"],
    }
    assert lines_of(found, "links.tls_sites") == [8, 15]
    assert fact_of(found, "links.directives").fr == "4 directives actives de TLS dans la configuration."
    bare = read("server {\n listen 443 ssl;\n}\n")
    assert values(bare) == {"directives": 0, "tls_sites": ["_"]}


def test_nginx_written_over_several_lines():
    found = read(
        "ssl_certificate /etc/ssl/all.pem;\n"
        "server\n{\n  listen 80;\n  server_name clair.exemple.invalid;\n}\n"
        "server\n{\n  listen 443\n    ssl;\n  server_name a.exemple.invalid\n    b.exemple.invalid;\n"
        '  ssl_ciphers "ECDHE-RSA-AES128-GCM-SHA256:\n    RC4-SHA";\n'
        "  ssl_protocols TLSv1.2\n    TLSv1.3;  # both\n  return 301 https://${host}/;\n}\n}\n"
        "server { listen 8443; ssl on; } server { listen 443 quic; }\n"
    )
    assert values(found) == {
        "directives": 3,
        "tls_sites": ["a.exemple.invalid b.exemple.invalid", "_", "_"],
        "tls_versions": ["TLS 1.2", "TLS 1.3"],
        "algorithms": ["ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256: RC4-SHA"],
        "weak_algorithm": ["ssl_ciphers RC4-SHA"],
    }
    assert lines_of(found, "links.tls_sites") == [9, 20]
    assert lines_of(found, "links.tls_versions") == [15]


APACHE = """<VirtualHost *:443>
    ServerName www.exemple.invalid
    # SSLProtocol all
    SSLEngine on
    SSLProtocol all -SSLv3 -TLSv1 +TLSv9
    SSLCipherSuite TLSv1.3 TLS_AES_256_GCM_SHA384
    SSLVerifyClient require
</VirtualHost>
<VirtualHost *:80>
    ServerName clair
    SSLEngine off
    SSLCipherSuite
</VirtualHost>
IncludeOptional mods-enabled/*.conf
"""


def test_directives_of_apache():
    found = read(APACHE)
    assert values(found) == {
        "directives": 6,
        "tls_sites": ["www.exemple.invalid"],
        "tls_versions": ["TLS 1.1", "TLS 1.2", "TLS 1.3"],
        "algorithms": ["SSLCipherSuite TLS_AES_256_GCM_SHA384"],
        "authentication": ["SSLVerifyClient require"],
        "tls_old_version": ["TLS 1.1"],
    }
    assert fact_of(found, "links.tls_sites").en == "1 virtual host served over TLS: www.exemple.invalid."
    # a version without a sign takes the place of those before it (mod_ssl, AH02532)
    assert values(read("SSLProtocol all TLSv1.2 TLSv1.3\n"))["tls_versions"] == ["TLS 1.3"]
    assert values(read("SSLProtocol -all +TLSv1.3 Odd\n"))["tls_versions"] == ["TLS 1.3"]
    long = read("SSLEngine on\nSSLCipherSuite HIGH:\\\n  RC4-SHA\nSSLProtocol -all +TLSv1.3\\\n")
    assert values(long)["weak_algorithm"] == ["SSLCipherSuite RC4-SHA"]
    assert lines_of(long, "links.weak_algorithm") == [2]
    assert values(long)["tls_versions"] == ["TLS 1.3"]
    assert values(read("SSLProtocol TLSv1.2\n")) == {"directives": 1, "tls_versions": ["TLS 1.2"]}


def ssh_line(key):
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
        .decode()
    )


AUTHORITY = ed25519.Ed25519PrivateKey.generate()
USER = ec.generate_private_key(ec.SECP256R1())


def ssh_certificate(*, first=0, last=2**63, principals=(b"alice",)):
    builder = (
        SSHCertificateBuilder()
        .public_key(USER.public_key())
        .type(SSHCertificateType.USER)
        .key_id(b"poste-1")
        .valid_after(first)
        .valid_before(last)
    )
    builder = builder.valid_principals(list(principals)) if principals else builder.valid_for_all_principals()
    return builder.sign(AUTHORITY).public_bytes().decode()


def test_public_keys_of_ssh():
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - what the test is about
    text = "\n".join(
        [
            "# clés",
            'command="x" ' + ssh_line(USER) + " poste",
            ssh_line(short),
            "srv,192.0.2.1 " + ssh_line(AUTHORITY),
            "ssh-dss " + "A" * 40,
            "sk-ssh-ed25519@openssh.com " + "A" * 40,
        ]
    )
    found = read(text)
    assert values(found) == {
        "ssh_keys": {
            "ecdsa-sha2-nistp256": 1,
            "ssh-rsa 1024": 1,
            "ssh-ed25519": 1,
            "ssh-dss": 1,
            "sk-ssh-ed25519@openssh.com": 1,
        },
        "weak_key": ["RSA 1024", "ssh-dss"],
    }
    assert lines_of(found, "links.weak_key") == [3, 5]
    assert fact_of(found, "links.ssh_keys").en == (
        "5 SSH public keys: ecdsa-sha2-nistp256 (1), ssh-rsa 1024 (1), ssh-ed25519 (1), ssh-dss (1) and "
        "sk-ssh-ed25519@openssh.com (1)."
    )


def test_certificates_of_ssh():
    past = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    signed = ssh_certificate()
    text = "\n".join(
        [signed, ssh_certificate(last=past, principals=()), ssh_certificate(first=2**63, last=2**64 - 1)]
    )
    assert [limit.code for limit in read(text).limits] == [
        "links.limit.embedded_authority",
        "links.limit.owners",
    ]
    found = values(read(text))
    assert found["ssh_certificates"] == 3
    assert found["ssh_certificate_expired"] == ["#2 (2026-01-01)", "#3"]
    kind, blob = signed.split()[:2]
    forged = blob[:-12] + ("A" if blob[-12] != "A" else "B") + blob[-11:]
    assert values(read(f"{kind} {forged}\n")).get("bad_signature", ["#1"]) == ["#1"]


def test_too_many_keys_and_none(monkeypatch):
    monkeypatch.setattr(ssh_keys, "MAX_KEYS", 1)
    for text, reason in (
        (f"{ssh_line(USER)}\n" * 3, Unreadable.TOO_MANY),
        ("rien\n", Unreadable.MISSING_FIELD),
    ):
        with pytest.raises(UnreadableArtefactError) as caught:
            ssh_keys.read(artefact(text), CONTEXT)
        assert caught.value.reason is reason


def test_what_is_claimed_and_holds_nothing_is_told():
    for reader in inspector._READERS:
        with pytest.raises(UnreadableArtefactError) as caught:
            reader.state(artefact('["x"]\n' if "json" in reader.format.id else "{}\n"), (), CONTEXT)
        assert caught.value.reason in {Unreadable.MISSING_FIELD, Unreadable.MALFORMED}, reader.format.id


def test_recognition_is_weak_where_the_content_is():
    heads = {
        "openvpn": ("dev tun\nproto udp\nremote a\n" + "autre chose\n" * 3, 0.6),
        "openvpn too thin": ("dev tun\nproto udp\nremote a\n" + "autre chose\n" * 9, 0.0),
        "swanctl": ("secrets {\n}\n", 0.3),
        "sslyze": ('{"server_scan_results": []}', 0.5),
        "wireguard": ("[Interface]\nListenPort = 1\n", 0.5),
        "keys among prose": ("prose\nprose\n" + ssh_line(USER), 0.0),
    }
    assert {name: INSPECTOR.sniff(Head(text.encode())) for name, (text, _) in heads.items()} == {
        name: sure for name, (_, sure) in heads.items()
    }


def test_different_subjects_do_not_compare():
    with pytest.raises(UnreadableArtefactError) as caught:
        INSPECTOR.compare(artefact(SERVER), artefact(SSHD), CONTEXT)
    assert caught.value.sentence("en") == "these two files can't be compared (openvpn, sshd)"


def test_a_hardened_server_closes_weaknesses():
    better = SERVER.replace("comp-lzo\n", "").replace(";crl-verify", "crl-verify")
    found = INSPECTOR.compare(artefact(SERVER), artefact(better), CONTEXT)
    assert fact_of(found, "links.compare.closed").value == [
        "no_revocation_check: ca",
        "compression: comp-lzo",
    ]
    assert "links.compare.new" not in codes_of(found)


@pytest.mark.parametrize(
    "text",
    [
        SERVER,
        STATUS_2,
        SWANCTL,
        IPSEC,
        SAS,
        WIREGUARD,
        SHOW,
        SSHD,
        json.dumps(AUDIT),
        CSV,
        sslyze({"tls_1_0_cipher_suites": {"accepted_cipher_suites": [{}]}}),
        NGINX,
        APACHE,
        ssh_certificate(),
    ],
)
def test_spoiled_files_never_break(text):
    for _, data in spoiled(text.encode()):
        with suppress(UnreadableArtefactError):
            INSPECTOR.inspect([artefact(data)], CONTEXT)
        with suppress(UnreadableArtefactError):
            INSPECTOR.compare(artefact(data), artefact(text), CONTEXT)


def test_a_version_that_nobody_knows_is_left_out():
    assert webserver._allowed(["+TLSv9", "-TLSv1"]) == []
