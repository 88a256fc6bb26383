"""Which team does a credential name, and so which world? Worlds are made at first use."""

from collections.abc import Callable, Collection, Mapping
from hashlib import blake2b

from mock_apollo.apollo.policy import Policy
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.credentials import bearer_token, decoded, is_invalid, misplaced_key
from mock_apollo.protocol.known_keys import KnownKeys
from mock_apollo.protocol.messages import Call
from mock_apollo.protocol.refusals import ApiKeyInWrongPlace, InvalidCredentials, NotInScope, WorldFull

NewWorld = Callable[[str], World]
MOST_HEADERS = 10_000  # whose worlds are remembered
LONGEST_HEADER = 200  # bytes; a longer key is looked up by its digest


class Keys:
    """The worlds by key; at most `most` of them.

    `teams` maps the accepted keys to team names, and an empty name means a team of its own; None accepts every key.
    `scopes` maps keys to the actions they are limited to; a key that is not in it may call everything. `known` learns
    each key that was offered, since none may be shown.
    """

    def __init__(
        self,
        new_world: NewWorld,
        policy: Policy,
        teams: Mapping[str, str] | None = None,
        scopes: Mapping[str, Collection[str]] | None = None,
        most: int = 1_000,
        known: KnownKeys | None = None,
    ) -> None:
        self._new_world = new_world
        self._policy = policy
        self._teams = teams
        self.scopes = scopes or {}
        self._most = most
        self._known = known or KnownKeys()
        self.remembered: dict[bytes | None, World] = {}  # by the header as it was sent
        self._by_team: dict[str, World] = {}

    def world(self, call: Call) -> World:
        """Return the world of the credential in the call. Raises InvalidCredentials, ApiKeyInWrongPlace, WorldFull."""
        header = call.header(b"x-api-key")
        world = self.remembered.get(header)
        if world is None:
            world = self.open(self._key(call))
            self._remember(header, world)
        return world

    def _remember(self, header: bytes | None, world: World) -> None:
        """Remember the world of a header: not for ever, since one key can be written in many ways."""
        if header is None or len(header) > LONGEST_HEADER:
            return
        if len(self.remembered) >= MOST_HEADERS:
            self.remembered.clear()
        self.remembered[header] = world

    def check_scope(self, call: Call, action: str) -> None:
        """Check that the key of the call may call an action. Raises NotInScope."""
        if action not in self.scopes.get(self._key(call), (action,)):
            raise NotInScope(action)

    def open(self, key: str, new_world: NewWorld | None = None) -> World:
        """Return the world of a key, which is made at first use. Raises InvalidCredentials, WorldFull."""
        team = self._team(key)
        if team not in self._by_team:
            if len(self._by_team) >= self._most:
                raise WorldFull("worlds", self._most, "max-worlds")
            self._by_team[team] = (new_world or self._new_world)(team)
        return self._by_team[team]

    def worlds(self) -> list[World]:
        """Return all worlds, the oldest first."""
        return [*self._by_team.values()]

    def remove(self, world: World) -> None:
        """Remove the world; the next call with its key makes a new one."""
        if self._by_team.get(world.team) is world:
            del self._by_team[world.team]
        self.remembered = {header: other for header, other in self.remembered.items() if other is not world}

    def _team(self, key: str) -> str:
        """Return the team name of a key: from `teams`, else made from a digest. Raises InvalidCredentials."""
        if not key or is_invalid(key) or (self._teams is not None and key not in self._teams):
            self._known.add(key, accepted=False)
            raise InvalidCredentials
        self._known.add(key, accepted=True)
        digest = blake2b(key.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
        return (self._teams or {}).get(key) or f"team-{digest}"

    def _key(self, call: Call) -> str:
        """Return the credential in the call, empty if there is none. Raises ApiKeyInWrongPlace."""
        header = call.header(b"x-api-key")
        return self._without_api_key(call) if header is None else decoded(header).strip()

    def _without_api_key(self, call: Call) -> str:
        """Return the bearer token, or the `api_key` of query or body, which Apollo refuses since 2024 (observed)."""
        token = bearer_token(call)
        if token and self._policy.bearer_token == "accept":  # noqa: S105 - the name of a choice
            return token
        key = misplaced_key(call)
        self._known.add(token, accepted=False)
        self._known.add(key, accepted=False)
        if key and self._policy.legacy_api_key == "refuse":
            raise ApiKeyInWrongPlace
        return key
