"""Certificates and secured links (PKI, VPN, SSH, TLS): see `inspector`."""

from preuve.domain.evidence.inspectors.links.inspector import INSPECTOR

__all__ = ["INSPECTOR"]
