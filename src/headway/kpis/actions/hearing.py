"""Who else must hear of a measurement: the apps above connect to it, in the same transaction."""

from django.dispatch import Signal

measured = Signal()
"""Sent once a write, after its KPIs were judged, with ``actor``, ``kpis``, and ``days``: by the id
of each KPI the first days of the periods that have another value than before."""
