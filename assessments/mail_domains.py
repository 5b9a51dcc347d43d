"""Mail domains that say nothing of an employer: public providers, and those reserved for examples (RFC 2606)."""

PROVIDERS = """
gmail.com googlemail.com yahoo.com yahoo.com.vn ymail.com rocketmail.com outlook.com outlook.com.vn hotmail.com live.com
msn.com icloud.com me.com mac.com aol.com gmx.com gmx.net mail.com zoho.com proton.me protonmail.com pm.me tutanota.com
yandex.com mail.ru qq.com 163.com 126.com
"""
# For whoever has a line of theirs.
VIETNAMESE_PROVIDERS = "vnn.vn hn.vnn.vn hcm.vnn.vn dng.vnn.vn fpt.vn viettel.vn"
FOR_EXAMPLES = "example.org example.com example.net"
# The empty one is that of no address at all.
EVERYBODYS = frozenset(["", *f"{PROVIDERS} {VIETNAMESE_PROVIDERS} {FOR_EXAMPLES}".split()])


def domain_of(address: str) -> str:
    """What stands after the @, in lower case; '' where there is none."""
    _name, at, domain = address.partition("@")
    return domain.lower() if at else ""
