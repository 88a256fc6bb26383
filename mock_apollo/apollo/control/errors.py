"""How is an act of steering refused? One error for all reasons, with a message that says what to do."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pydantic import ValidationError

from mock_apollo.apollo.clock import ClockError
from mock_apollo.apollo.faults import FaultError
from mock_apollo.apollo.seeds.form import SeedError
from mock_apollo.protocol.json_path import json_path
from mock_apollo.protocol.refusals import Refusal
from mock_apollo.protocol.statuses import UNPROCESSABLE

Steering = TypeVar("Steering", bound=type)
P = ParamSpec("P")
R = TypeVar("R")


class ControlError(Exception):
    """An act of steering was refused; `problems` has a sentence each, `status` is the status over HTTP."""

    def __init__(self, *problems: str, status: int = UNPROCESSABLE) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.status = status


def raises_control_errors(steering: Steering) -> Steering:
    """Translate errors of the core into ControlError, in all public methods of a class."""
    for name, method in [*vars(steering).items()]:
        if callable(method) and not name.startswith("_"):
            setattr(steering, name, translated(method))
    return steering


def translated(method: Callable[P, R]) -> Callable[P, R]:
    """Translate errors of the core into ControlError."""

    @wraps(method)
    def act(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except SeedError as error:
            raise ControlError(*error.problems) from error
        except ValidationError as error:
            raise ControlError(wrong_values(error.errors(include_url=False))) from error
        except Refusal as refusal:
            raise ControlError(str(refusal) or "This key is not accepted.", status=refusal.status) from refusal
        except (ClockError, FaultError) as error:
            raise ControlError(str(error)) from error

    return act


def wrong_values(errors: Iterable[Mapping[str, Any]]) -> str:
    """Return one sentence for pydantic's errors: where each value stands, and what is wrong with it."""
    return "; ".join(
        f"{json_path(error['loc']) or 'the body'}: {error['msg'].removeprefix('Value error, ')}" for error in errors
    )
