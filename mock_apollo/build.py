"""How do the parts come together? The composition root: settings in, Apollo out."""

from mock_apollo.apollo import Apollo
from mock_apollo.clock import SECOND, Clock, timestamp
from mock_apollo.contract.document import Contract
from mock_apollo.contract.judge import Judge
from mock_apollo.greeting import Greeting
from mock_apollo.ids import NewIds
from mock_apollo.journal import Journal
from mock_apollo.keys import Keys
from mock_apollo.limits import Limits
from mock_apollo.seeds import DEMO, load_seed
from mock_apollo.settings import Settings
from mock_apollo.web.front import Asgi, Front
from mock_apollo.world import Records, World


def build_apollo(settings: Settings, records: Records) -> Apollo:
    """An Apollo whose worlds begin with these records."""

    def new_world(team: str) -> World:
        limits = Limits(settings.rate_limit, actions)
        return World(team, records, new_clock(settings), limits, NewIds(f"world {settings.id_seed}"), settings)

    contract = Contract.load()
    actions = sorted({operation.action for operation in contract.operations.values()})
    keys = Keys(new_world, settings, settings.keys, settings.scopes)
    return Apollo(contract, keys, Judge(contract), Journal(), new_clock(settings))


def load_records(settings: Settings) -> Records:
    """What a new world begins with. Raises SeedError."""
    return load_seed(settings.seed or DEMO, timestamp(Clock().now()))


def new_clock(settings: Settings) -> Clock:
    """Real time, or the moment at which the settings let it stand still."""
    clock = Clock()
    if settings.frozen_at is not None:
        clock.freeze(int(settings.frozen_at.timestamp() * SECOND))
    return clock


def build_app(apollo: Apollo, greeting: Greeting) -> Front:
    """The ASGI application around an Apollo."""

    def load_pages() -> Asgi:
        from mock_apollo.web.pages import pages  # noqa: PLC0415 - FastAPI takes longer than all the rest

        return pages(apollo, greeting)

    return Front(apollo, load_pages)


def build_greeting(settings: Settings, records: Records) -> Greeting:
    """What a first call needs."""
    key = "demo" if settings.keys is None else "<one of your keys>"
    return Greeting(next(iter(records.contacts), "<contact_id>"), key)
