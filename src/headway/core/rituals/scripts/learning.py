"""Scripts of the end of a cycle."""

from headway.core.rituals.scripts.parts import Script, parts
from headway.core.texts import gettext_noop as _

REVIEW = Script(
    kind="review",
    title=_("Review"),
    purpose=_("Say honestly how each goal ended, and what becomes of it."),
    who=_("The team; whoever depends on its results is welcome."),
    before=(
        _("Last readings are in. Nobody computes a score in the room."),
        _("Owners have written their own grade and one line why."),
        _("Misses of commitments have their explanation written down."),
    ),
    parts=parts(
        (10, _("Computed scores"), _("Show all scores at once, by the plan as it was locked."
                                     " Moved goal posts are named."),
         _("What surprises you?")),
        (20, _("Own grades, and one line why"), _("The owner says the grade and the line. Only"
                                                  " where it differs from the score by 0.1 or"
                                                  " more one asks further."),
         _("What does the score not see?")),
        (15, _("Misses of commitments, explained"), _("What was promised and missed: what"
                                                      " happened, when could one have known,"
                                                      " what does that change?"),
         _("When did we first know? What did we do then?")),
        (15, _("Go on, change or drop"), _("For each objective and key result: done, carried"
                                           " over as it is, changed, dropped. Carrying on is the"
                                           " choice that needs a reason."),
         _("What would be different next time? If nothing: let it go.")),
    ),
    traps=(
        _("The owner defends, the others judge. Ask what one would do again."),
        _("A grade goes up since everybody worked hard. The line may say so; the number does not."),
        _("Aspirational goals at 0.7 are mourned, at 1.0 celebrated: it is the other way round."),
    ),
    output=(_("Final scores and grades, with a line each."), _(
         "What is carried over, changed or dropped.")),
)  # fmt: skip

RETROSPECTIVE = Script(
    kind="retrospective",
    title=_("Retrospective"),
    purpose=_("Change one to three things about how we plan, track and score. Scores were"
              " yesterday."),
    who=_("The team, and somebody who is not part of it to facilitate. No guests."),
    before=(
        _("What the data say: calibration, moved goal posts, stale key results, forecast"
          " against outcome, length of the weeklies."),
        _("The changes agreed last time, and what became of them."),
        _("A board on which people write before they see what others write."),
    ),
    parts=parts(
        (10, _("What the data say"), _("Five charts, two minutes each. No discussion yet. Begin"
                                       " with what was agreed last time."),
         _("Which of these did you not expect?")),
        (10, _("Write, each alone"), _("What helped and should stay? What stopped us? Which"
                                       " target was too easy, too hard, the wrong measure? Which"
                                       " goal did we move, and was it right?"),
         _("Write what you would tell a friend.")),
        (15, _("Reveal and group"), _("All cards at once. Group, name the groups with a"
                                      " sentence, not with a word."),
         _("What is the sentence behind these five cards?")),
        (5, _("Vote"), _("Three dots each, in secret."), _(
         "Where would a change matter most in the next cycle?")),
        (20, _("Agree on one to three changes"), _("For each: what exactly, who, until when,"
                                                   " and how we will see it. Fewer are better."),
         _("How will we notice in week three that we do it?")),
    ),
    traps=(
        _("Ten changes. None is kept; next time nobody writes any."),
        _("Causes outside the room. Ask what the team itself can change."),
        _("The lead speaks first. Let them write and read last."),
        _("The changes are looked at again in three months. Put them into every weekly."),
    ),
    output=(_("One to three changes, each with an owner and a day."), _(
         "What was learnt, kept to be found again.")),
)  # fmt: skip
