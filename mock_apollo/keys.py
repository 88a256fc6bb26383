"""Which key is which team? A credential names a world, which is made at first use."""

from collections.abc import Callable, Mapping
from hashlib import blake2b

import orjson

from mock_apollo.messages import Call
from mock_apollo.policy import Policy
from mock_apollo.refusals import ApiKeyInWrongPlace, InvalidCredentials
from mock_apollo.world import World

NewWorld = Callable[[str], World]


class Keys:
    """The worlds by key. Any key opens one, unless `teams` closes the list: it maps keys to team names."""

    def __init__(self, new_world: NewWorld, policy: Policy, teams: Mapping[str, str] | None = None) -> None:
        self._new_world = new_world
        self._policy = policy
        self._teams = teams
        self._by_header: dict[bytes, World] = {}
        self._by_team: dict[str, World] = {}

    def world(self, call: Call) -> World:
        """The world of the caller. Raises InvalidCredentials, ApiKeyInWrongPlace."""
        header = call.header(b"x-api-key")
        if header is None:
            return self.open(bearer_token(call) or self._legacy_key(call))
        world = self._by_header.get(header)
        if world is None:
            world = self._by_header[header] = self.open(header.decode("latin-1").strip())
        return world

    def open(self, key: str) -> World:
        """The world that the key opens, made when it is not there yet. Raises InvalidCredentials."""
        team = self._team(key)
        if team not in self._by_team:
            self._by_team[team] = self._new_world(team)
        return self._by_team[team]

    def _team(self, key: str) -> str:
        """The public name behind a key: a digest of it when the list is open."""
        if not key or key.startswith("invalid"):
            raise InvalidCredentials
        if self._teams is None:
            return f"team-{blake2b(key.encode(), digest_size=6).hexdigest()}"
        if key not in self._teams:
            raise InvalidCredentials
        return self._teams[key]

    def _legacy_key(self, call: Call) -> str:
        """A key in the query or the body: refused since 2024 (observed), accepted when the policy says so."""
        key = _query_or_body_key(call)
        if key and self._policy.legacy_api_key == "refuse":
            raise ApiKeyInWrongPlace
        return key


def bearer_token(call: Call) -> str:
    """The token of `Authorization: Bearer`; empty when there is none."""
    scheme, _, token = (call.header(b"authorization") or b"").decode("latin-1").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _query_or_body_key(call: Call) -> str:
    in_query = dict(call.query_pairs()).get("api_key", "") if call.query else ""
    return in_query or _body_key(call.body)


def _body_key(body: bytes) -> str:
    if b"api_key" not in body:
        return ""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    key = value.get("api_key") if isinstance(value, dict) else None
    return key if isinstance(key, str) else ""
