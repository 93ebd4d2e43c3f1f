"""What the operator chooses, from the environment and `.env`; the only place that reads either."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from cogs.pacing import A_SECOND
from data.replicas import ALL, Shards
from meetups.services.reaching import Budget
from meetups.services.windows import Windows

MOST_SHARDS = 16_384
DEFAULT_DATABASE = "sqlite+aiosqlite:///var/meetward.db"


class SettingsError(Exception):
    """What is wrong with the settings, all of it, a line each."""


class Settings(BaseSettings):
    """Every setting has a default but the token; ``.env.example`` explains them one by one."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    discord_token: SecretStr | None = None
    database_url: Annotated[str, Field(repr=False)] = DEFAULT_DATABASE
    log_level: Annotated[str, Field(pattern="(?i)^(debug|info|warning|error)$")] = "info"
    discord_api_url: str = "https://discord.com/api/v10"
    discord_gateway_url: str = "wss://gateway.discord.gg/"
    requests_a_second: Annotated[float, Field(gt=0, le=A_SECOND)] = A_SECOND
    shard_count: Annotated[int, Field(ge=1)] | None = None
    shard_ids: Annotated[str, Field(validate_default=True)] = ""
    dm_budget_hour: Annotated[int, Field(ge=0)] = 20
    dm_budget_day: Annotated[int, Field(ge=0)] = 100
    nonce_window_seconds: Annotated[float, Field(gt=0)] = 60
    in_flight_seconds: Annotated[float, Field(gt=0)] = 5
    demo_port: Annotated[int, Field(ge=1, le=65535)] = 8765
    font_folder: str = ""
    web_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    web_host: str = "127.0.0.1"
    web_address: Annotated[str, Field(validate_default=True)] = ""
    web_cache_seconds: Annotated[float, Field(ge=0, le=3600)] = 60
    health_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    health_host: str = "127.0.0.1"
    backup_folder: Path = Path("var/backups")
    backup_keep: Annotated[int, Field(ge=0)] = 7

    @field_validator("discord_token", "shard_count", "web_port", "health_port", mode="before")
    @classmethod
    def _none_for_empty(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            url = make_url(value)
        except ArgumentError:
            raise ValueError("is not a database URL") from None
        if url.drivername not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
            raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        if not url.database:
            raise ValueError("must name a database: a file for SQLite, or a database of the PostgreSQL server")
        return value

    @field_validator("font_folder")
    @classmethod
    def _folder_there(cls, value: str) -> str:
        if value and not Path(value).is_dir():
            raise ValueError("is no folder; leave it empty to use the fonts that come along")
        return value

    @field_validator("shard_ids")
    @classmethod
    def _shards_there_are(cls, value: str, info: ValidationInfo) -> str:
        count = info.data.get("shard_count")
        if value.strip() and count is None:
            raise ValueError("needs SHARD_COUNT beside it: of how many shards these are")
        if count is not None and not all(each < count for each in _ranges(value)):
            raise ValueError(f"must be numbers from 0 to {count - 1}, such as 0-3 or 0,2,4")
        return value.strip()

    @field_validator("web_address")
    @classmethod
    def _public_address(cls, value: str, info: ValidationInfo) -> str:
        """Where readers find the pages, without a slash at its end."""
        if not value.strip():
            if info.data.get("web_port") is not None:
                raise ValueError(
                    "is needed with WEB_PORT: the address readers use, such as https://stories.example.org"
                )
            return ""
        url = urlsplit(value.strip())
        if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment or url.username:
            raise ValueError("must be an address such as https://stories.example.org")
        return value.strip().rstrip("/")

    @property
    def shards(self) -> Shards:
        """Those of this process; one, where it is left to Discord how many there are."""
        if self.shard_count is None:
            return ALL
        return Shards(self.shard_count, frozenset(_ranges(self.shard_ids) or range(self.shard_count)))

    @property
    def served_address(self) -> str:
        """Where communities' pages are read; empty where none are served."""
        return self.web_address if self.web_port is not None else ""

    @property
    def windows(self) -> Windows:
        return Windows(timedelta(seconds=self.in_flight_seconds), timedelta(seconds=self.nonce_window_seconds))

    @property
    def budget(self) -> Budget:
        return Budget(self.dm_budget_hour, self.dm_budget_day)


def _ranges(written: str) -> list[int]:
    """The numbers of ``0-3,7``. Raises ValueError for anything else."""
    numbers: list[int] = []
    for part in filter(None, (each.strip() for each in written.split(","))):
        first, _, last = part.partition("-")
        if not (first.isdecimal() and (last or first).isdecimal()) or len(part) > 12:
            raise ValueError("must be numbers and ranges of them, such as 0-3 or 0,2,4")
        if int(last or first) < int(first) or int(last or first) - int(first) > MOST_SHARDS:
            raise ValueError(f"has a range that runs backwards or is longer than {MOST_SHARDS:,}")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings. Raises ``SettingsError`` that names every fault at once, and no secret."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg] # pydantic-settings adds it to the initialiser
    except ValidationError as error:
        faults = [
            f"{'_'.join(str(part) for part in each['loc']).upper()}: {each['msg'].removeprefix('Value error, ')}"
            for each in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("\n".join(faults)) from None
