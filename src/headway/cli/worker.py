"""What a worker process runs."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import warnings
from functools import cache
from typing import Any

PR_SET_PDEATHSIG = 1  # linux/prctl.h


@cache
def application() -> Any:
    """The WSGI application, with its addresses and views loaded before the first request."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.settings")
    # Static files are served from the packages they came in; nothing is collected.
    warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)
    from django.urls import get_resolver

    from headway.wsgi import application as wsgi

    get_resolver().url_patterns  # noqa: B018 - loads every view now instead of at the first request
    return wsgi


def load() -> Any:
    """As a worker begins: tie its life to the server's, then hand over the application."""
    end_with_parent()
    return application()


def end_with_parent() -> None:
    """Stop when the server is gone, however it went: a worker left behind would hold the port and
    the data folder's lock. Linux only; elsewhere somebody has to stop it by hand."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:  # it went before we asked
        os.kill(os.getpid(), signal.SIGTERM)
