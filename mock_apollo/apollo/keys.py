"""Which key is which team? A credential names a world, which is made at first use."""

from collections.abc import Callable, Collection, Mapping
from hashlib import blake2b

from mock_apollo.apollo.policy import Policy
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.credentials import bearer_token, decoded, misplaced_key
from mock_apollo.protocol.messages import Call
from mock_apollo.protocol.refusals import ApiKeyInWrongPlace, InvalidCredentials, NotInScope, WorldFull

NewWorld = Callable[[str], World]


class Keys:
    """The worlds by key. Any key opens one, unless `teams` closes the list.

    `teams` maps keys to the names of teams; a key without a name has a team of its own.
    `scopes` has the actions of the keys that are limited to some; there are `most` worlds at a time.
    """

    def __init__(
        self,
        new_world: NewWorld,
        policy: Policy,
        teams: Mapping[str, str] | None = None,
        scopes: Mapping[str, Collection[str]] | None = None,
        most: int = 1_000,
    ) -> None:
        self._new_world = new_world
        self._policy = policy
        self._teams = teams
        self._scopes = scopes or {}
        self._most = most
        self._by_header: dict[bytes, World] = {}
        self._by_team: dict[str, World] = {}

    def world(self, call: Call) -> World:
        """The world of the caller. Raises InvalidCredentials, ApiKeyInWrongPlace."""
        header = call.header(b"x-api-key")
        if header is None:
            return self.open(self._key(call))
        world = self._by_header.get(header)
        if world is None:
            world = self._by_header[header] = self.open(self._key(call))
        return world

    def check_scope(self, call: Call, action: str) -> None:
        """Whether the key of a call may be used for an action. Raises NotInScope."""
        if not self._scopes:
            return
        if action not in self._scopes.get(self._key(call), (action,)):
            raise NotInScope(action)

    def open(self, key: str, new_world: NewWorld | None = None) -> World:
        """The world that the key opens, made when it is not there yet. Raises InvalidCredentials, WorldFull."""
        team = self._team(key)
        if team not in self._by_team:
            if len(self._by_team) >= self._most:
                raise WorldFull("worlds", self._most, "max-worlds")
            self._by_team[team] = (new_world or self._new_world)(team)
        return self._by_team[team]

    def worlds(self) -> list[World]:
        """The worlds that there are."""
        return [*self._by_team.values()]

    def remove(self, world: World) -> None:
        """Let the world go; its key opens a new one."""
        if self._by_team.get(world.team) is world:
            del self._by_team[world.team]
        self._by_header = {header: other for header, other in self._by_header.items() if other is not world}

    def _team(self, key: str) -> str:
        """The public name behind a key: a digest of it, unless the list of keys gives one."""
        if not key or key.startswith("invalid") or (self._teams is not None and key not in self._teams):
            raise InvalidCredentials
        digest = blake2b(key.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
        return (self._teams or {}).get(key) or f"team-{digest}"

    def _key(self, call: Call) -> str:
        """What the caller gives for a key. Raises ApiKeyInWrongPlace."""
        header = call.header(b"x-api-key")
        return self._without_api_key(call) if header is None else decoded(header).strip()

    def _without_api_key(self, call: Call) -> str:
        """A bearer token, or a key in the query or the body: refused since 2024 (observed)."""
        token = bearer_token(call)
        if token and self._policy.bearer_token == "accept":  # noqa: S105 - the name of a choice
            return token
        key = misplaced_key(call)
        if key and self._policy.legacy_api_key == "refuse":
            raise ApiKeyInWrongPlace
        return key
