"""Follow a subject, or stop for good."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.discussion.models import Follow, SubjectKind
from headway.discussion.queries.follows import Following, following
from headway.discussion.queries.subjects import get_subject
from headway.kit import clock
from headway.kit.problems import NotAllowed
from headway.kpis.actions.remarks import follow as follow_kpi
from headway.people.access import Actor


@one_write()
def follow(actor: Actor, subject_type: str, subject_id: int, *, wanted: bool) -> Following:
    """Hear of comments on a subject, or never again, also of what one owns or commented on; again
    it changes nothing. A KPI is followed as everywhere else. Raises NotFound, NotAllowed (nobody is
    signed in)."""
    subject = get_subject(actor, subject_type, subject_id)
    if actor.person_id is None:
        raise NotAllowed(_("Only people follow what happens."))
    if following(actor, subject).is_on == wanted:
        return following(actor, subject)
    is_kpi = subject.kind == SubjectKind.KPI
    if is_kpi:
        follow_kpi(actor, subject.id, wanted=wanted)
    said = Follow.objects.filter(
        person_id=actor.person_id, subject_type=subject.kind, subject_id=subject.id
    )
    if is_kpi and wanted:
        said.delete()
    else:
        made, _is_new = Follow.objects.update_or_create(
            person_id=actor.person_id, subject_type=subject.kind, subject_id=subject.id,
            defaults={"organisation_id": actor.organisation_id, "is_on": wanted,
                      "since": clock.now()},
        )  # fmt: skip
        if not is_kpi:
            verb = "follow.begun" if wanted else "follow.ended"
            after = {"subject_type": subject.kind, "subject_id": subject.id}
            record(actor, Entry(verb, "follow", made.pk, subject.title, after=after))
    return following(actor, subject)
