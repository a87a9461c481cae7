"""Django's ``migrate``, which starts an empty database from the tables written down."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from headway.kit import schema

PARTIAL = ("app_label", "check_unapplied", "fake", "fake_initial", "plan", "prune")
"""Asked for less or other than all tables: then nothing is done but what Django would do."""


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--from-the-first",
            action="store_true",
            help="Apply every migration there is, even to an empty database.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["from_the_first"] and not any(options[name] for name in PARTIAL):
            schema.start(connections[options["database"]])
        super().handle(*args, **options)
