"""What `headway doctor` looks at. Each check says what it saw, in a sentence."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

State = Literal["ok", "warn", "fail"]
GIGABYTE = 1024**3
LITTLE_SPACE, NO_SPACE = GIGABYTE, GIGABYTE // 10
MAIL_PATIENCE = 5  # seconds


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was looked at."""

    name: str
    state: State
    detail: str


def all_checks() -> Iterator[Result]:
    """Every check in an order in which the first failure explains the later ones. Stops where the
    database cannot be reached or is not up to date: nothing after that could be told."""
    yield from (data_folder(), secret_key(), disk_space(), static_files(), mail_server())
    for gate in (database, migrations):
        result = gate()
        yield result
        if result.state == "fail":
            return
    for check in (
        database_settings,
        clock_runs,
        administrators,
        chains_intact,
        records_match,
        scores_match,
        derived_match,
        kpis_match,
        jobs_done,
        secrets_readable,
        channels_take,
    ):
        yield check()


def data_folder() -> Result:
    """Whether the data folder takes files."""
    folder = _data()
    probe = folder / f".doctor-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Result("Data folder", "fail", f"{folder} cannot be written: {error.strerror}.")
    return Result("Data folder", "ok", f"{folder} can be written.")


def secret_key() -> Result:
    """Whether the key that signs sessions is for the server's eyes only."""
    if os.environ.get("HEADWAY_SECRET_KEY"):
        return Result("Secret key", "ok", "It comes from HEADWAY_SECRET_KEY.")
    path = _data() / "secret.key"
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Result(
            "Secret key", "fail", f"Others can read {path}. Run: chmod 600 {path}, and renew it."
        )
    return Result("Secret key", "ok", f"Only the owner can read {path}.")


def disk_space() -> Result:
    """Whether there is room to go on writing."""
    free = shutil.disk_usage(_data()).free
    detail = f"{free / GIGABYTE:.1f} GB free."
    state: State = "fail" if free < NO_SPACE else "warn" if free < LITTLE_SPACE else "ok"
    return Result("Disk space", state, detail if state == "ok" else f"Only {detail}")


def static_files() -> Result:
    """Whether styles and scripts came with the installation."""
    from django.contrib.staticfiles import finders

    wanted = ("headway/headway.css", "vendor/htmx.min.js")
    missing = [name for name in wanted if finders.find(name) is None]
    if missing:
        listed = ", ".join(missing)
        return Result("Static files", "fail", f"Missing: {listed}. Install Headway again.")
    return Result("Static files", "ok", "Styles and scripts are there.")


def mail_server() -> Result:
    """Whether e-mails can leave."""
    from django.conf import settings
    from django.core.mail import get_connection

    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return Result(
            "E-mail", "warn", "No mail server: e-mails go to the log. Set HEADWAY_EMAIL_URL."
        )
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        mail = get_connection(timeout=MAIL_PATIENCE)
        mail.open()
        mail.close()
    except (TimeoutError, OSError) as error:
        return Result("E-mail", "fail", f"{place} does not take our e-mails: {error}.")
    return Result("E-mail", "ok", f"{place} takes our e-mails.")


def database() -> Result:
    """Whether the database answers."""
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            version = _version(connection)
    except DatabaseError as error:
        return Result("Database", "fail", f"It does not answer: {str(error).strip()}")
    return Result("Database", "ok", f"{version} answers.")


def _version(connection: Any) -> str:
    if connection.vendor == "postgresql":
        number = connection.pg_version
        return f"PostgreSQL {number // 10000}.{number % 10000}"
    import sqlite3

    return f"SQLite {sqlite3.sqlite_version}"


def migrations() -> Result:
    """Whether the tables are this version's."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Result(
            "Tables",
            "fail",
            f"{len(missing)} migrations are missing. `headway serve` applies them.",
        )
    return Result("Tables", "ok", "They are of this version.")


def database_settings() -> Result:
    """Whether the database keeps what it acknowledged."""
    from django.db import connection

    expected = {
        "sqlite": {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"},
        "postgresql": {"fsync": "on", "full_page_writes": "on", "server_encoding": "UTF8"},
    }[connection.vendor]
    ask = "PRAGMA {}" if connection.vendor == "sqlite" else "SHOW {}"
    seen: dict[str, str] = {}
    with connection.cursor() as cursor:
        for name in expected:
            cursor.execute(ask.format(name))
            seen[name] = str(cursor.fetchone()[0])
    wrong = [f"{name} is {seen[name]}, not {want}" for name, want in expected.items()
             if seen[name] != want]  # fmt: skip
    if wrong:
        return Result("Durability", "fail", f"{'; '.join(wrong)}.")
    return Result("Durability", "ok", "What is acknowledged survives a crash.")


def clock_runs() -> Result:
    """Whether the time is plausible: not stopped, and after the newest event."""
    from headway.activity.models import Event
    from headway.kit import clock

    if os.environ.get("HEADWAY_CLOCK"):
        return Result("Clock", "warn", "HEADWAY_CLOCK stops it. Fine for demonstrations only.")
    newest = Event.objects.order_by("-id").values_list("at", flat=True).first()
    if newest and newest > clock.now() + timedelta(minutes=5):
        return Result(
            "Clock", "fail", f"The newest event is of {newest:%Y-%m-%d %H:%M}: it is slow."
        )
    return Result("Clock", "ok", f"{clock.now():%Y-%m-%d %H:%M} UTC.")


def administrators() -> Result:
    """Whether somebody can administer each organisation."""
    from headway.people.models import Organisation, Person, Role

    cared_for = Person.objects.filter(role=Role.ADMIN, is_active=True).values("organisation_id")
    orphans = Organisation.objects.exclude(pk__in=cared_for).values_list("slug", flat=True)
    if not Organisation.objects.exists():
        return Result("Organisation", "warn", "There is none yet. Run `headway init`.")
    if orphans:
        slugs = ", ".join(orphans[:5])
        return Result(
            "Organisation",
            "warn",
            f"Nobody administers {slugs}. See `headway invite --help`, --administrator.",
        )
    return Result("Organisation", "ok", f"{Organisation.objects.count()} with administrators.")


def chains_intact() -> Result:
    """Whether every audit chain is whole. Reads all events."""
    from headway.activity.queries import verify_chain

    events = 0
    for organisation_id, slug in _organisations():
        check = verify_chain(organisation_id)
        if not check.intact:
            return Result(
                "Audit trail", "fail", f"{slug}: event {check.broken_at} breaks it. {check.reason}"
            )
        events += check.events
    return Result("Audit trail", "ok", f"{events} events, every link holds.")


def records_match() -> Result:
    """Whether check-ins, closings and frozen packs are what their events say. Reads all of them."""
    from headway.cli.records import compared_check_ins, compared_closings, compared_packs

    each = {
        "check-ins": compared_check_ins, "closings": compared_closings,
        "frozen packs": compared_packs,
    }  # fmt: skip
    counts = dict.fromkeys(each, 0)
    for organisation_id, slug in _organisations():
        for what, compared in each.items():
            for found in compared(organisation_id):
                counts[what] += 1
                if found is not None:
                    detail = f"{slug}: {found.what} differs in its {found.field} from what event"
                    return Result("Records", "fail", f"{detail} {found.event} says.")
    seen = ", ".join(f"{count} {what}" for what, count in counts.items())
    return Result("Records", "ok", f"{seen}: all are what their events say.")


def scores_match() -> Result:
    """Whether stored scores are what their readings say. Reads all open objectives."""
    from headway.okrs.actions.recomputing import recompute

    return _compared(
        "Scores", partial(recompute, write=False), "stored scores are what their readings say"
    )


def derived_match() -> Result:
    """Whether derived KPIs are what their formulas come to. Reads all of their inputs."""
    from headway.kpis.actions.rederiving import astray

    return _compared(
        "Derived KPIs", astray, "computed values are what their formulas come to", what=" values"
    )


def kpis_match() -> Result:
    """Whether KPIs stand as their values say. Reads all values."""
    from headway.kpis.actions.recomputing import recompute_kpis

    return _compared("KPIs", partial(recompute_kpis, write=False), "KPIs stand as their values say")


def _compared(
    name: str, compare: Callable[[int], tuple[int, Sized]], fine: str, *, what: str = ""
) -> Result:
    """Whether what is stored of each organisation is what it is computed from: ``compare`` says how
    much it looked at, and what differs."""
    looked_at = different = 0
    for organisation_id, _slug in _organisations():
        seen, differences = compare(organisation_id)
        looked_at += seen
        different += len(differences)
    if different:
        said = f"{different} of {looked_at}{what} differ. Run `headway recompute`."
        return Result(name, "fail", said)
    return Result(name, "ok", f"{looked_at} {fine}.")


def jobs_done() -> Result:
    """Whether somebody does the jobs. One that waits an hour waits for a worker."""
    from django.utils import timezone

    from headway.kit.jobs.queue import waiting

    queue = waiting()
    if queue.since is not None and timezone.now() - queue.since > timedelta(hours=1):
        since = f"{queue.since:%d %b, %H:%M} UTC"
        detail = f"{queue.jobs} jobs wait, the first since {since}. Run `headway worker`."
        return Result("Jobs", "warn", detail)
    if queue.failed:
        detail = f"{queue.failed} failed within a month; the server's log says where."
        return Result("Jobs", "warn", detail)
    return Result("Jobs", "ok", f"{queue.jobs} wait, none failed.")


def secrets_readable() -> Result:
    """Whether a key fits every sealed secret: without it a source cannot be asked, and nothing be
    posted to a channel."""
    from headway.kpis.actions.connectors.secrets import unreadable_connectors
    from headway.reminders.actions.channel_secrets import unreadable_channels

    lost = [
        f"the {what} {', '.join(map(str, names[:10]))}"
        for what, names in (
            ("KPIs", sorted(unreadable_connectors())),
            ("channels", unreadable_channels()),
        )
        if names
    ]
    if lost:
        listed = " and ".join(lost)
        detail = f"No key fits those of {listed}. Bring the key back, or enter them again."
        return Result("Secrets", "fail", detail)
    return Result("Secrets", "ok", "Every sealed secret can be read.")


def channels_take() -> Result:
    """Whether chat programs take what is posted to them."""
    from headway.reminders.actions.channel_secrets import refused_channels

    count, refused = refused_channels()
    if refused:
        listed = ", ".join(refused[:10])
        detail = f"What was posted last was not taken by {listed}. Their page says why."
        return Result("Channels", "warn", detail)
    if count == 1:
        return Result("Channels", "ok", "1 channel takes what is posted.")
    return Result("Channels", "ok", f"{count} channels take what is posted.")


def _organisations() -> Iterable[tuple[int, str]]:
    from headway.people.models import Organisation

    return Organisation.objects.order_by("id").values_list("id", "slug")


def _data() -> Path:
    from django.conf import settings

    return Path(settings.DATA_DIR)
