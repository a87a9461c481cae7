"""Who else must hear of a measurement: the apps above connect to it, in the same transaction."""

from django.dispatch import Signal

measured = Signal()
"""Sent with ``actor``, ``kpi`` and ``days``, the first days of the periods that have another value
than before, after the KPI was judged."""
