"""Which paths are our own, and not Apollo's?"""

import re

OURS = re.compile(rb"/(?:livez|readyz|openapi\.json|docs(?:/.*)?|__admin(?:/.*)?)?")


def is_ours(path: bytes) -> bool:
    """Whether a path is one of the few that are not Apollo's."""
    return OURS.fullmatch(path) is not None
