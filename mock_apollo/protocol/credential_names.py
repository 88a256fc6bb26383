"""Which names are those of a credential? In headers, queries and bodies alike, whatever their case and separators."""

import re

from jsonschema_rs import RegexOptions, validator_for

ANYWHERE = re.compile(
    rb"token|secret|passw|passcode|passphrase|authoriz|authent|cookie|session|jwt|bearer|credential|csrf|xsrf"
)
AT_AN_END = re.compile(rb"^auth(?!or)|auth$")  # apart from the others, since a pattern without anchors is found faster
KEY = re.compile(rb"api_?keys?|keys?$")
LAST_WORD = re.compile(
    r"(?i:(?:^|[^a-z])(?:pass|pwd|pw|sig|signature|otp|totp|sid|psk|hmac)|[a-z](?-i:Pass|Pwd|Sig|Signature|Otp|Sid))"
    r"(?i:[^a-z]*)$"
)
# Keys that tell calls, records or entries of a cache apart, and words that end like one; they are shown.
OTHER_KEYS = re.compile(
    rb"(?:idempotency|sort|order|primary|foreign|partition|routing|cache|surrogate|public|websocket)keys?$"
    rb"|(?:mon|tur|turn|hoc|don|joc|whis)keys?$"
)
NO_LETTERS = bytes({*range(256)} - {*b"abcdefghijklmnopqrstuvwxyz"})

PARTS = r"(?i)key|token|auth|pass|pwd|secret|cookie|session|jwt|bearer|credential|[cx]srf|sig|otp|sid|psk|hmac|pw"
ESCAPES = r"\\u00|%[2-7]|\x00"
HOLDS_A_PART = validator_for(
    {"pattern": f"{PARTS}|{ESCAPES}"}, pattern_options=RegexOptions()
)  # 30 times as fast as `re`
IN_ASCII = bytes(range(128)) + b"?" * 128


def is_credential(name: str) -> bool:
    """Tell whether a name is that of a credential, as `user[Api-Key]` is."""
    name = name.removesuffix("[]")
    inner = name.rpartition("[")[2] if name.endswith("]") else name
    letters = inner.lower().encode("ascii", "ignore").translate(None, NO_LETTERS)
    if ANYWHERE.search(letters) or AT_AN_END.search(letters) or LAST_WORD.search(inner):
        return True
    return KEY.search(letters) is not None and OTHER_KEYS.search(letters) is None


def may_hold_credential(data: bytes) -> bool:
    """Tell whether a part of such a name is anywhere, or a name may be there in escapes; what has none is fine."""
    return HOLDS_A_PART.is_valid(data.translate(IN_ASCII).decode("ascii"))
