"""Which paths belong to mock-apollo itself, and not to Apollo?"""

import re

OURS = re.compile(rb"/(?:livez|readyz|openapi\.json|docs(?:/.*)?|__admin(?:/.*)?)?")


def is_ours(path: bytes) -> bool:
    """Tell whether a path is a page or the control API of mock-apollo."""
    return OURS.fullmatch(path) is not None
