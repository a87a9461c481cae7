"""What is early or incomplete is done only when it is confirmed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.kit.problems import Conflict
from headway.okrs.queries.phase_steps import PhaseStep


def refuse_unconfirmed(step: PhaseStep) -> None:
    """Raise Conflict (``confirmation_needed``, with its ``cautions``) when the step has any."""
    if step.cautions:
        raise Conflict(
            " ".join([*step.cautions, _("Confirm to do it all the same.")]),
            code="confirmation_needed",
            extra={"cautions": list(step.cautions)},
        )
