"""Which way does this Apollo behave where the real one is not documented?"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Policy(BaseModel):
    """The choices, each with its default; all of them are settings."""

    model_config = ConfigDict(frozen=True)

    unknown_reference: Literal["refuse", "accept"] = Field(
        "refuse", description="What to do with a well-formed account or stage id that names nothing: refuse or accept."
    )
    unknown_contact: Literal["422", "404"] = Field(
        "422", description="The status for a contact that does not exist: 422 or 404."
    )
    null_value: Literal["refuse", "clear"] = Field("refuse", description="What to do with null: refuse or clear.")
    bad_custom_field: Literal["report", "refuse"] = Field(
        "report",
        description="What to do with a value that a custom field cannot have: "
        "report it in custom_field_errors, or refuse.",
    )
    bearer_token: Literal["accept", "refuse"] = Field(
        "accept", description="What to do with Authorization: Bearer, which Apollo takes for OAuth tokens only."
    )
    legacy_api_key: Literal["refuse", "accept"] = Field(
        "refuse", description="What to do with an api_key in the query or the body: refuse or accept."
    )

    @field_validator("unknown_contact", mode="before")
    @classmethod
    def _status_as_text(cls, value: object) -> object:
        """TOML writes a status as a number."""
        return str(value) if isinstance(value, int) else value
