"""Which behaviours can be chosen because Apollo does not document them?"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Policy(BaseModel):
    """The choices and their defaults; each is a setting of the same name, whose help is its description."""

    model_config = ConfigDict(frozen=True)

    unknown_reference: Literal["refuse", "accept"] = Field(
        "refuse",
        description="Unknown ids of accounts, stages and users: 'refuse' answers 422, "
        "'accept' stores them; malformed ids are always refused.",
    )
    unknown_contact: Literal["422", "404"] = Field(
        "422",
        description="Update of an unknown contact: '422' answers in the words that Apollo documents for a view, "
        "'404' with \"Record not found.\".",
    )
    null_value: Literal["refuse", "clear"] = Field(
        "refuse", description="A field that is null: 'refuse' answers 422, 'clear' treats it like an empty value."
    )
    bad_custom_field: Literal["report", "refuse"] = Field(
        "report",
        description="A value of the wrong type for a custom field: 'report' leaves it out and lists it in "
        "custom_field_errors, 'refuse' answers 422.",
    )
    bearer_token: Literal["accept", "refuse"] = Field(
        "accept",
        description="An API key sent as Authorization: Bearer: 'accept' treats it like X-Api-Key, "
        "'refuse' answers 401, as Apollo does.",
    )
    legacy_api_key: Literal["refuse", "accept"] = Field(
        "refuse",
        description="An api_key in the query or the body: 'refuse' answers 422, as Apollo does since 2024, "
        "'accept' treats it like X-Api-Key.",
    )

    @field_validator("unknown_contact", mode="before")
    @classmethod
    def _status_as_text(cls, value: object) -> object:
        """Convert a status that TOML gives as a number."""
        return str(value) if isinstance(value, int) else value
