"""Scripts of what happens each week and in the middle of a cycle."""

from headway.core.rituals.scripts.parts import Script, parts
from headway.core.texts import gettext_noop as _

WEEKLY = Script(
    kind="weekly",
    title=_("Weekly"),
    purpose=_("Decide what the team does differently this week. It is no report to anybody."),
    who=_("The team. Whoever facilitates changes from week to week."),
    before=(
        _("Every number is in an hour before. Who has none writes why in the note."),
        _("Open the room; the agenda is made from what moved and what signalled."),
        _("Look at the actions of last week: which are done, which come back?"),
    ),
    parts=parts(
        (1, _("Open"), _("Start on time, with whoever is there. Say the one thing that matters"
                         " this week."),
         _("Fifteen minutes. What do we do differently this week?")),
        (4, _("What moved"), _("Only what changed or signalled, the worst first. The owner says"
                               " one sentence; what is on track is not read out."),
         _("What is behind this drop, and what do you already know you will do?")),
        (4, _("Confidence, drops first"), _("Everybody shows a number at once, then the largest"
                                            " drop speaks. Nobody is asked to be more"
                                            " confident."),
         _("You went from 7 to 4. What would have to be true for a 7?")),
        (4, _("Obstacles"), _("Each obstacle is decided, assigned with a day, or parked. Two"
                              " minutes each; longer talks get their own time and the people"
                              " they need."),
         _("Can we decide that now? If not: who, until when?")),
        (2, _("This week"), _("Everybody says at most three first things. Read the actions back"
                              " with owner and day."),
         _("What will you have finished by next week?")),
    ),
    traps=(
        _("Numbers are typed during the meeting: stop, and meet again when they are in."),
        _("It becomes a round of status. Ask what changes, not what was done."),
        _("A problem is solved by five people who do not need it. Park it."),
        _("A low confidence is punished. It will be 8 for ever after."),
    ),
    output=(_("Four squares: goals, confidence, this week, coming up."), _(
         "Actions with one owner and a day.")),
)  # fmt: skip

KPI_GLANCE = Script(
    kind="kpi_glance",
    title=_("KPI glance"),
    purpose=_("See whether the running business asks for something, within the weekly."),
    who=_("The unit, within its weekly."),
    before=(
        _("Only KPIs with an open signal are on the list; everything else stays shut."),
        _("Who owns a signal has looked at what was different on that day."),
    ),
    parts=parts(
        (1, _("Which signals are open?"), _("Read the list. If it is empty, say so and go on."),
         _("Is there a signal that nobody has taken yet?")),
        (2, _("One by one"), _("For each: is something different, or is it the usual up and"
                               " down? A single bad value inside its limits is left alone."),
         _("What was different? If nothing was, we leave it.")),
        (1, _("Settle it"), _("An action with owner and day, or: common cause, leave. Both are"
                              " written down."),
         _("Who does what, until when? Or do we leave it on purpose?")),
    ),
    traps=(
        _("Every wiggle is explained. An explanation for noise is a story."),
        _("Red is discussed and no signal is there: then the target is the matter, not the week."),
        _("The action is to watch it. That is none."),
    ),
    output=(_("An answer for each open signal."), _("Where a process must change: a recovery"
                                                    " objective."),),
)  # fmt: skip

MID_CYCLE = Script(
    kind="mid_cycle",
    title=_("Mid-cycle check"),
    purpose=_("Look up once in the middle: are these still the right goals? Only here a plan is"
              " changed, with reasons."),
    who=_("The team, its lead, the coach."),
    before=(
        _("Forecast and confidence side by side for every key result."),
        _("The list of what moved, of what nobody touched for three weeks, and of what others"
          " need from you."),
        _("What changed around you since the plan was locked, in three lines."),
    ),
    parts=parts(
        (5, _("What has changed around us"), _("The lead tells it in three lines. Questions, no"
                                               " debate."),
         _("Does anything of this make a goal wrong, not just hard?")),
        (15, _("Each objective, two questions"), _("Still worth it? Still possible? Show"
                                                   " forecast and confidence; where they differ,"
                                                   " ask why."),
         _("The forecast says one in four, you say 7. What do you know that it does not?")),
        (15, _("Keep, push, drop"), _("For every objective in doubt one of three: keep, put"
                                      " more on it by taking from another, or drop with a"
                                      " reason."),
         _("If we put more on this one, what gets less?")),
        (7, _("Goal posts"), _("A target moves only because the world did, with the reason"
                               " written and the lead above asked. Missing it and saying why is"
                               " the better way."),
         _("Did we learn something, or would it just look better?")),
        (3, _("Read back"), _("What changes, who tells those who depend on it."), _(
         "Who needs to hear of this before tomorrow?")),
    ),
    traps=(
        _("All targets are eased a little. That is a new plan nobody agreed on."),
        _("Nothing is ever dropped: then everything gets a little less."),
        _("The check becomes a second weekly with more slides."),
    ),
    output=(_("Goals dropped or kept, each with a reason."), _(
         "Changes of goal posts asked for, in the ledger."),),
)  # fmt: skip
