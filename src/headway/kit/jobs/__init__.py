"""Work outside of requests: jobs that wait in a queue in the database, and what is looked after
regularly.

An app's ``jobs`` module declares both::

    @job()
    def fetch(connector_id: int) -> None: ...

    @every(seconds=10)
    def fetch_what_is_due() -> None:
        fetch.enqueue(7)

Jobs are tasks of django-tasks, whose database backend keeps them. A job may be done twice when its
worker was killed: it is written so that the second time changes nothing.
"""

from headway.kit.jobs.regular import Regular, every, regulars

__all__ = ["Regular", "every", "job", "regulars"]

from django_tasks import task as job
