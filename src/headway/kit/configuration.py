"""Every setting of a Headway server: one table that also writes ``docs/settings.md``.

A setting is read from the environment once, at start. An unusable value stops the server with a
sentence that names the variable and what it accepts.
"""

from __future__ import annotations

import os
import secrets
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class ConfigurationError(Exception):
    """A setting cannot be used as given."""


def _text(value: str) -> str:
    return value


def _switch(value: str) -> bool:
    lowered = value.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("use true or false")


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


def _keys(value: str) -> list[str]:
    keys = _names(value)
    if any(len(key) < 32 for key in keys):
        raise ValueError("a key has 32 characters or more")
    return keys


def _number(value: str) -> int:
    return int(value)


def _seconds(value: str) -> int:
    seconds = int(value)
    if not 1 <= seconds <= 300:
        raise ValueError("use 1 to 300 seconds")
    return seconds


def _folder(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _folder_if_any(value: str) -> Path | None:
    return _folder(value) if value.strip() else None


def _authorities_if_any(value: str) -> Path | None:
    path = _folder_if_any(value)
    if path:
        try:
            ssl.create_default_context(cafile=path)
        except (OSError, ssl.SSLError) as error:
            raise ValueError("this is no file of certificates in PEM") from error
    return path


def _hosts(value: str) -> frozenset[str]:
    return frozenset(name.lower() for name in _names(value))


def _networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(name) for name in _names(value))


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, default, reader and what it does."""

    name: str
    default: str
    read: Callable[[str], Any]
    help: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "HEADWAY_DATA_DIR",
        "./data",
        _folder,
        "Folder for the embedded database, uploaded files and the generated secret key.",
    ),
    Setting(
        "HEADWAY_DATABASE_URL",
        "",
        _text,
        "PostgreSQL address, postgresql://user:password@host:port/name. "
        "Empty: SQLite in the data folder.",
        secret=True,
    ),
    Setting(
        "HEADWAY_SECRET_KEY",
        "",
        _text,
        "Key that signs sessions and links. Empty: made once and kept in the data folder.",
        secret=True,
    ),
    Setting(
        "HEADWAY_ENCRYPTION_KEYS",
        "",
        _keys,
        "Keys that seal secrets of KPI sources and addresses of channels in the database, "
        "separated by commas, each of 32 characters or more. The first one seals, all of them "
        "read. Empty: a key that follows from the secret key.",
        secret=True,
    ),
    Setting(
        "HEADWAY_HOSTS",
        "localhost,127.0.0.1,[::1]",
        _names,
        "Host names the server answers to, separated by commas.",
    ),
    Setting(
        "HEADWAY_BASE_URL",
        "http://localhost:8000",
        _text,
        "Address people use in their browser; links in e-mails start with it. "
        "With https, cookies are sent over https only.",
    ),
    Setting("HEADWAY_DEBUG", "false", _switch, "Show error details in the browser. Never in use."),
    Setting(
        "HEADWAY_DEMO",
        "false",
        _switch,
        "Offer the role chooser of the demo organisation instead of a password. "
        "Set by `headway demo`.",
    ),
    Setting(
        "HEADWAY_EMAIL_URL",
        "",
        _text,
        "Mail server, smtp://user:password@host:port (or smtps://, smtp+starttls://). "
        "Empty: e-mails are printed to the server's log; the demo, whose people are "
        "invented, drops them.",
        secret=True,
    ),
    Setting(
        "HEADWAY_EMAIL_FROM",
        "Headway <headway@localhost>",
        _text,
        "Sender of e-mails.",
    ),
    Setting(
        "HEADWAY_PROXY_HEADERS",
        "false",
        _switch,
        "Trust X-Forwarded-Proto from a reverse proxy in front of the server.",
    ),
    Setting(
        "HEADWAY_UPLOAD_LIMIT_MB",
        "20",
        _number,
        "Largest file that can be imported in the browser, in megabytes.",
    ),
    Setting(
        "HEADWAY_SOURCE_HOSTS",
        "",
        _hosts,
        "Hosts that values of KPIs may be fetched from, separated by commas: example.org, "
        "example.org:8443, *.example.org for all below it, * for every public one. Empty: none.",
    ),
    Setting(
        "HEADWAY_SOURCE_NETWORKS",
        "",
        _networks,
        "Networks that are not public in which those hosts may be, such as 10.1.0.0/16, separated "
        "by commas. Empty: none.",
    ),
    Setting(
        "HEADWAY_SOURCE_PLAIN",
        "false",
        _switch,
        "Allow sources without encryption: http, and PostgreSQL without TLS.",
    ),
    Setting(
        "HEADWAY_SOURCE_AUTHORITIES",
        "",
        _authorities_if_any,
        "File of certificate authorities (PEM) to trust for sources besides the system's.",
    ),
    Setting(
        "HEADWAY_SOURCE_DIR",
        "",
        _folder_if_any,
        "Folder of files that KPIs may read: CSV, XLSX, SQLite. Each organisation reads in the "
        "folder below it that has the organisation's short name. Empty: none.",
    ),
    Setting(
        "HEADWAY_SOURCE_SECONDS",
        "20",
        _seconds,
        "Seconds that a source may take to answer, up to 300.",
    ),
    Setting(
        "HEADWAY_CHANNEL_HOSTS",
        "hooks.slack.com, *.webhook.office.com, *.logic.azure.com, *.api.powerplatform.com",
        _hosts,
        "Hosts that channels may be posted to, as in HEADWAY_SOURCE_HOSTS: those of Slack and "
        "Teams, unless you name others. Networks, encryption and authorities are as for sources.",
    ),
    Setting(
        "HEADWAY_CLOCK",
        "",
        _text,
        "Stops the clock at an ISO instant such as 2026-11-24T09:00:00+00:00. "
        "For demonstrations and tests.",
    ),
)


def read_settings(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """All settings by name, converted; refuses a value it cannot read."""
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        given = environment.get(setting.name, setting.default)
        try:
            values[setting.name] = setting.read(given)
        except ValueError as error:
            raise ConfigurationError(
                f"{setting.name} cannot be used: {error}. {setting.help}"
            ) from error
    return values


def database_from_url(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's database entry for PostgreSQL at ``url`` or SQLite in ``data_dir``."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data_dir / "headway.sqlite3"),
            "CONN_MAX_AGE": None,  # each thread keeps its own, with what it has cached of the file
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ConfigurationError(
            "HEADWAY_DATABASE_URL must start with postgresql://. Leave it empty to use SQLite."
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def email_from_url(url: str, *, is_demo: bool = False) -> dict[str, Any]:
    """Django's e-mail settings for the mail server at ``url``; without one letters are printed,
    and those to the people of a demo dropped."""
    if not url:
        dropped = "django.core.mail.backends.dummy.EmailBackend"
        return {"EMAIL_BACKEND": dropped if is_demo else "headway.kit.printed_mail.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"}:
        raise ConfigurationError(
            "HEADWAY_EMAIL_URL must start with smtp://, smtps:// or smtp+starttls://."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or {"smtps": 465, "smtp+starttls": 587}.get(parts.scheme, 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": 15,
    }


def source_folder(given: Path | None, data_dir: Path) -> Path | None:
    """The folder of files that KPIs may read. Refused where the data folder lies in it: sources
    could read the database and the secret key."""
    if given and data_dir.is_relative_to(given):
        raise ConfigurationError(
            "HEADWAY_SOURCE_DIR must not hold HEADWAY_DATA_DIR. Open a folder of its own."
        )
    return given


def secret_key(given: str, data_dir: Path) -> str:
    """The given key, or the one kept in the data folder: made on first use, for us only."""
    if given:
        return given
    path = data_dir / "secret.key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    data_dir.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key
