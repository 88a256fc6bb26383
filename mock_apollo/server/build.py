"""How do the parts come together? The composition root: settings in, Apollo out."""

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.clock import Clock, ClockState
from mock_apollo.apollo.ids import NewIds
from mock_apollo.apollo.keys import Keys, NewWorld
from mock_apollo.apollo.rate_limits import Limits
from mock_apollo.apollo.records import Records
from mock_apollo.apollo.seeds import DEMO, load_seed
from mock_apollo.apollo.world.indexes import Contents
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.document import BASES, Contract
from mock_apollo.contract.judge import Judge
from mock_apollo.journal.journal import Journal
from mock_apollo.protocol.known_keys import KnownKeys
from mock_apollo.protocol.redaction import Redactor
from mock_apollo.protocol.timestamps import since_epoch, timestamp
from mock_apollo.server.asgi import Asgi, Front
from mock_apollo.server.banner import Greeting
from mock_apollo.server.settings import MAX_IMPORT, Settings


def build_apollo(settings: Settings, records: Records) -> Apollo:
    """Return an Apollo whose worlds begin with these records."""
    contract = Contract.load()
    new_world = world_maker(settings, records, contract)
    known = known_keys(settings, contract)
    keys = Keys(new_world, settings, settings.keys, settings.scopes, settings.max_worlds, known)
    return Apollo(contract, keys, Judge(contract), Journal(), new_clock(settings), Redactor(known))


def known_keys(settings: Settings, contract: Contract) -> KnownKeys:
    """Return the keys that must not be shown; words of the contract's paths are shown even if they are keys."""
    token = [settings.admin_token] if settings.admin_token else []
    paths = "\n".join(f"{base}{path}" for base in BASES for path in contract.document["paths"])
    return KnownKeys([*(settings.keys or ()), *settings.scopes, *token], paths)


def world_maker(settings: Settings, records: Records, contract: Contract) -> NewWorld:
    """Return the function that creates a team's world with these records."""
    seed = Contents.of(records)
    actions = sorted({operation.action for operation in contract.operations.values()})

    def new_world(team: str) -> World:
        limits = Limits(settings.rate_limit, actions)
        ids = NewIds(f"world {settings.id_seed}")
        return World(team, seed, new_clock(settings), limits, ids, settings, settings.max_records)

    return new_world


def load_records(settings: Settings) -> Records:
    """Return the records of a new world: those of the seed, or the demo. Raises SeedError."""
    return load_seed(settings.seed or DEMO, timestamp(Clock().now()))


def new_clock(settings: Settings) -> Clock:
    """Return a clock that runs, or is frozen where the settings say."""
    frozen_at = settings.frozen_at
    return Clock(ClockState(0, None if frozen_at is None else since_epoch(frozen_at)))


def build_app(
    apollo: Apollo, greeting: Greeting, admin_token: str | None = None, max_import_size: int = MAX_IMPORT
) -> Front:
    """Return what `serve` serves: the FastAPI application, loaded for the first page, and a short cut to Apollo."""

    def load_pages() -> Asgi:
        from mock_apollo.server.app import app_of  # noqa: PLC0415 - FastAPI takes longer than all the rest

        return app_of(apollo, greeting, admin_token, max_import_size)

    return Front(apollo, load_pages)


def build_greeting(settings: Settings, records: Records) -> Greeting:
    """Return the greeting for a server with these settings and records."""
    key = "demo" if settings.keys is None else "<one of your keys>"
    return Greeting(next(iter(records.contacts), "<contact_id>"), key)
