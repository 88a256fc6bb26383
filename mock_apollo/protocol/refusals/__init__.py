"""How does Apollo refuse a call? Each refusal is an exception that knows its exact reply.

Refusal
├── NotEmulated              404   the path is not emulated
├── MethodNotAllowed         405   the path is known, the method is not
├── InvalidCredentials       401   text/plain, as documented
├── NotInScope               403   the key is limited to other operations
├── ApiKeyInWrongPlace       422   an `api_key` in the query or the body
├── BodyTooLarge             413
├── RateLimited              429   with Retry-After
├── UnreadableBody           422   the body is no JSON object
│   └── UndeclaredMediaType  422   its Content-Type is not JSON
├── InvalidValue             422   a field has an invalid value
├── InvalidId                422   as documented: "... is not a valid ID"
├── UnknownContact           422
│   └── ContactNotFound      404   the same, when the policy prefers 404
├── ContactDeleted           422   as documented, with `deleted_contact_ids`
├── ContactGone              422   the same, when it is viewed
├── ContactHidden            422   its owner does not share it with this key
├── MissingParameter         422   as documented: "Required parameter ... missing"
├── ValidationFailed         422   as documented for many contacts at once, with `error_details`
├── FieldRefused             422   as documented for custom fields
├── CrmMappingRefused        403   as documented for custom fields
├── DeclaredRefusal          422   with a text from the contract (`x-apollo-refusals`)
├── RecordNotFound           404   as documented for lists
├── NameTaken                422   as documented for lists
├── WorldFull                503   a limit of mock-apollo is reached
├── ServerError              500   as documented for many contacts at once; by a fault only
└── ProxyError               502   an HTML page, as from a proxy; by a fault only
    ├── UnavailableError     503   likewise
    └── GatewayTimeoutError  504   likewise
"""

from mock_apollo.protocol.refusals.calls import (
    ApiKeyInWrongPlace,
    BodyTooLarge,
    InvalidCredentials,
    MethodNotAllowed,
    NotEmulated,
    NotInScope,
    RateLimited,
    UndeclaredMediaType,
    UnreadableBody,
)
from mock_apollo.protocol.refusals.records import (
    ContactDeleted,
    ContactGone,
    ContactHidden,
    ContactNotFound,
    RecordNotFound,
    UnknownContact,
    WorldFull,
)
from mock_apollo.protocol.refusals.refusal import Content, Refusal
from mock_apollo.protocol.refusals.server_errors import (
    GatewayTimeoutError,
    ProxyError,
    ServerError,
    UnavailableError,
)
from mock_apollo.protocol.refusals.values import (
    CrmMappingRefused,
    DeclaredRefusal,
    FieldRefused,
    InvalidId,
    InvalidValue,
    MissingParameter,
    NameTaken,
    ValidationFailed,
)

__all__ = [
    "ApiKeyInWrongPlace",
    "BodyTooLarge",
    "ContactDeleted",
    "ContactGone",
    "ContactHidden",
    "ContactNotFound",
    "Content",
    "CrmMappingRefused",
    "DeclaredRefusal",
    "FieldRefused",
    "GatewayTimeoutError",
    "InvalidCredentials",
    "InvalidId",
    "InvalidValue",
    "MethodNotAllowed",
    "MissingParameter",
    "NameTaken",
    "NotEmulated",
    "NotInScope",
    "ProxyError",
    "RateLimited",
    "RecordNotFound",
    "Refusal",
    "ServerError",
    "UnavailableError",
    "UndeclaredMediaType",
    "UnknownContact",
    "UnreadableBody",
    "ValidationFailed",
    "WorldFull",
]
