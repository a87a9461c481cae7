"""How commands fail: one sentence on standard error, and an exit code that says what kind.

1  it was refused, or something is wrong (doctor found a fault, a server cannot start)
2  the command, a file or a value cannot be used as given
3  the database, or the server that is asked, cannot be reached, or others held it for too long
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from headway.kit.configuration import ConfigurationError
from headway.kit.problems import Problem


class CommandFailed(click.ClickException):
    """It was refused, or something is wrong."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.format_message(), err=True, file=file)


class Unusable(CommandFailed):
    """The command, a file or a value cannot be used as given."""

    exit_code = 2


class Unreachable(CommandFailed):
    """The database, or the server that is asked, cannot be reached."""

    exit_code = 3


@contextmanager
def explained() -> Iterator[None]:
    """Turn what may go wrong in a command into a sentence and an exit code."""
    try:
        yield
    except Problem as problem:
        kinds = {kind.exit_code: kind for kind in (Unusable, Unreachable)}
        raise kinds.get(problem.exit_code, CommandFailed)(_text(problem)) from problem
    except ConfigurationError as error:
        raise Unusable(str(error)) from error
    except Exception as error:
        if not _is_database_error(error):
            raise
        raise Unreachable(
            f"The database cannot be used: {str(error).strip()}\n"
            "Check HEADWAY_DATABASE_URL or HEADWAY_DATA_DIR, then try again."
        ) from error


def _text(problem: Problem) -> str:
    lines = [str(problem.detail)]
    lines += [f"  {e.field}: {e.message}" for e in problem.errors if str(e.message) != lines[0]]
    return "\n".join(lines)


def _is_database_error(error: Exception) -> bool:
    """By name, because Django is not imported in every command."""
    names = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    return bool(names & {"django.db.utils.OperationalError", "django.db.utils.InterfaceError"})
