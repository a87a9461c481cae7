"""KPIs: their definitions, measurements, targets, judged states, signals, responses, connectors."""

from headway.kpis.models.connectors import Connector, ConnectorRun, Every
from headway.kpis.models.definitions import (
    Annotation,
    ArchivedSpell,
    Colouring,
    Follow,
    Frequency,
    InTime,
    Kpi,
    KpiInput,
    KpiVersion,
    Missing,
    Nature,
    Rebase,
    Target,
    TargetKind,
)
from headway.kpis.models.measurements import (
    Measurement,
    MeasurementState,
    Revision,
    Series,
    ValueOrigin,
)
from headway.kpis.models.responses import HOLDS, KpiSignal, Response, ResponseOutcome, ResponseStage
from headway.kpis.models.states import KpiState

__all__ = [
    "HOLDS",
    "Annotation",
    "ArchivedSpell",
    "Colouring",
    "Connector",
    "ConnectorRun",
    "Every",
    "Follow",
    "Frequency",
    "InTime",
    "Kpi",
    "KpiInput",
    "KpiSignal",
    "KpiState",
    "KpiVersion",
    "Measurement",
    "MeasurementState",
    "Missing",
    "Nature",
    "ValueOrigin",
    "ResponseOutcome",
    "Rebase",
    "Response",
    "Revision",
    "Series",
    "ResponseStage",
    "Target",
    "TargetKind",
]
