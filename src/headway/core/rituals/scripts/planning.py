"""Scripts of planning a cycle."""

from headway.core.rituals.scripts.parts import Script, parts
from headway.core.texts import gettext_noop as _

PLANNING = Script(
    kind="planning",
    title=_("Planning session"),
    purpose=_("Write the few goals of the next cycle together, in the team's own words."),
    who=_("The whole team and its coach; the lead as one of the team. May be two sittings."),
    before=(
        _("Mission, mid-term goals and frames from above, on one page, read by everybody."),
        _("KPI signals and what the last retrospective changed."),
        _("A wall or board for cards, and the next cycle open in planning."),
    ),
    parts=parts(
        (20, _("Context"), _("The lead says what is asked from above and why. The team asks"
                             " until it can say it in its own words."),
         _("Say it back: what would be different for our customers at the end of this cycle?")),
        (20, _("Draft objectives, each alone"), _("In silence. One card, one objective: what"
                                                  " should be different, without a number."),
         _("No projects. Write what will have changed, not what we will do.")),
        (30, _("Group, vote, cut to four"), _("Read cards aloud, put like to like, vote with"
                                              " dots. What is below the line is said goodbye to"
                                              " aloud."),
         _("Which of these would we be sorry not to have done?")),
        (45, _("Key results"), _("For each objective two to four measures: from where, to"
                                 " where, who answers for it. Where there is no start value, the"
                                 " first key result is to find it."),
         _("How would we know, without asking us? Who is the one to ring?")),
        (15, _("Review and forecast of targets"), _("Go through the findings. A target that"
                                                    " comes by itself goes further; one out of"
                                                    " reach comes nearer or is called"
                                                    " aspirational."),
         _("Would we get there without doing anything? Then what for?")),
        (15, _("Dependencies and health metrics"), _("Who else has to move? Ask them now. What"
                                                     " must not break while we push this?"),
         _("If we reach all of this, what might be worse?")),
        (5, _("Confidence vote"), _("Everybody at once, 0 to 10. Below 5 somebody says what is"
                                    " missing."),
         _("Do you believe in this plan as it stands?")),
    ),
    traps=(
        _("The lead writes the key results. The unit always writes its own."),
        _("A list of projects with percentages. Ask what each is for."),
        _("Six objectives, since all of them matter. Then none does."),
        _("Reaching a target decides on pay: then targets are low."),
    ),
    output=(_("Three or four objectives with owners, key results with start and target."), _(
         "Needs of others, asked for."),),
)  # fmt: skip

ALIGNMENT = Script(
    kind="alignment",
    title=_("Alignment"),
    purpose=_("Bring what came from below together with what was asked from above, before the"
              " plan is locked."),
    who=_("Owners of the objectives, the leads, the coach, who holds the agenda."),
    before=(
        _("All drafts are proposed; owners have read those of the units they depend on."),
        _("The alignment board lists conflicts, duplicates, loose objectives and open needs: it"
          " is the agenda."),
    ),
    parts=parts(
        (10, _("The picture"), _("Show the tree from mission to key results. Name what has"
                                 " nothing below it and what hangs loose."),
         _("Which mid-term goal does nobody work for? Is that on purpose?")),
        (20, _("Conflicts and duplicates"), _("Pair by pair: the two owners say what they want."
                                              " One gives way, both join, or both know why not."),
         _("Can both be true at the end of the cycle?")),
        (20, _("Needs"), _("Each need of another unit is taken on with a day, or declined with"
                           " a word. A declined need changes the target of who asked."),
         _("Yes with a day, or no. A maybe is a no that costs six weeks.")),
        (15, _("Loose ends"), _("What serves nothing gets a link, or is called local on"
                                " purpose, or goes."),
         _("If we stopped this, who would notice?")),
        (10, _("Sign and lock"), _("Owner, lead above and coach sign. Say when the plan locks"
                                   " and what that means."),
         _("From the lock on, a moved target needs a reason and stays in the ledger.")),
    ),
    traps=(
        _("Every objective is linked to something so that the board is empty. A link is a"
          " promise."),
        _("Wording is polished in the plenary. Take it to the owners afterwards."),
        _("The loudest unit gets the capacity of the others without asking."),
    ),
    output=(_("Links, answered needs, signatures."), _("A plan that can be locked.")),
)  # fmt: skip
