"""Who else must hear of a measurement: the apps above connect to it, in the same transaction."""

from django.dispatch import Signal

measured = Signal()
"""Sent with ``actor``, ``kpi`` and ``days``, the first days of the periods that have another value
than before, after the KPI was judged."""

moving = Signal()
"""Sent with ``actor`` and ``kpi_ids`` before ``measured`` is sent of several KPIs: whoever locks
rows then locks all of them now, in one order, so that two writes never wait in a circle."""
