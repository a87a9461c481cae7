"""Verbs by what they say about a goal, in their base form; :mod:`forms` knows the other forms.

The classes follow a question a coach would ask. *Making*: is this work that we do? *Lending*: do we
hand something over (then it depends on what)? *Helping*: do we only take part? *Rising, falling,
reaching, keeping*: does a number move, or stay?
"""

from __future__ import annotations

MAKING = frozenset({
    "add", "advertise", "analyse", "analyze", "annotate", "announce", "appoint", "archive",
    "arrange", "assemble", "assess", "assign", "associate", "audit", "automate", "backport",
    "benchmark", "brainstorm", "brief", "build", "bundle", "buy", "cache", "call", "cancel",
    "catalog", "catalogue", "categorise", "categorize", "centralise", "centralize", "certify",
    "circulate", "clarify", "classify", "clean", "coach", "code", "codify", "collect",
    "commission", "communicate", "compare", "compile", "complete", "compose", "conduct",
    "configure", "connect", "consolidate", "construct", "contact", "coordinate", "copy",
    "craft", "create", "curate", "customise", "customize", "debug", "decide", "decouple",
    "define", "delete", "demo", "demonstrate", "deploy", "deprecate", "describe", "design",
    "determine", "develop", "devise", "digitise", "digitize", "disable", "discuss", "display",
    "distribute", "document", "dogfood", "download", "draft", "draw", "edit", "educate",
    "email", "enrol", "enroll", "equip", "establish", "estimate", "evaluate", "evangelise",
    "evangelize", "evolve", "examine", "execute", "explore", "export", "facilitate", "file",
    "film", "finalise", "finalize", "finish", "fix", "fork", "form", "formalise", "formalize",
    "format", "formulate", "gather", "hand", "harden", "highlight", "hire", "identify",
    "implement", "import", "incorporate", "index", "inform", "initiate", "inspect", "install",
    "institute", "instrument", "integrate", "interview", "introduce", "investigate", "invite",
    "itemise", "itemize", "iterate", "kickstart", "label", "launch", "list", "localise",
    "localize", "map", "mark", "mentor", "merge", "migrate", "mock", "modernise", "modernize",
    "monitor", "move", "negotiate", "nominate", "notify", "onboard", "open", "orchestrate",
    "organise", "organize", "outline", "overhaul", "package", "parse", "patch", "perform",
    "pilot", "plan", "polish", "port", "post", "prepare", "present", "print", "prioritise",
    "prioritize", "procure", "produce", "productise", "productize", "program", "promote",
    "proofread", "propose", "prototype", "prune", "publicise", "publicize", "publish",
    "purchase", "queue", "rebase", "rebrand", "rebuild", "recommend", "record", "recruit",
    "redesign", "redo", "refactor", "refine", "refresh", "register", "relaunch", "release",
    "remodel", "rename", "render", "renew", "renovate", "reorder", "reorganise", "reorganize",
    "repair", "replace", "report", "research", "restructure", "retire", "retrofit", "revamp",
    "review", "revise", "revisit", "rework", "rewrite", "roadmap", "run", "sample", "schedule",
    "scope", "script", "seed", "select", "send", "share", "ship", "showcase", "simulate",
    "sketch", "solicit", "speak", "specify", "split", "sponsor", "stage", "standardise",
    "standardize", "start", "structure", "study", "submit", "summarise", "summarize", "survey",
    "swap", "sync", "synchronise", "synchronize", "tag", "talk", "teach", "test", "track",
    "train", "transition", "translate", "trial", "tune", "tweak", "update", "upgrade", "upload",
    "validate", "verify", "visit", "visualise", "visualize", "write",
})  # fmt: skip
"""What a team does; when it is done, nobody outside need have noticed."""

MAKING_PHRASES = frozenset({
    "back up", "break down", "bring on", "carry out", "clean up", "figure out", "follow up",
    "go live", "go through", "hand out", "hand over", "kick off", "lay out", "look into",
    "map out", "meet with", "open up", "phase in", "phase out", "put in place", "put together",
    "reach out", "roll out", "scope out", "set up", "sit down", "sort out", "spin up",
    "stand up", "sunset", "switch to", "wire up", "work on", "work with", "wrap up",
    "write down", "write up",
})  # fmt: skip

DOING = frozenset({
    "agree", "allocate", "catch", "change", "check", "choose", "consider", "convert", "cover",
    "enforce", "experiment", "extract", "filter", "find", "generate", "handle", "include",
    "learn", "load", "log", "look", "manage", "pick", "practise", "process", "put", "read",
    "save", "search", "set", "settle", "sort", "source", "store", "switch", "take", "try",
    "turn",
})  # fmt: skip
"""Work as long as no number says what comes of it: one can also save 40 hours or find 10 buyers."""

LENDING = frozenset({
    "address", "adopt", "align", "allow", "apply", "deliver", "enable", "encourage", "give",
    "make", "offer", "provide", "supply",
})  # fmt: skip
"""Something is handed over: work when it is a deliverable, perhaps a result when it is not."""

ENSURING = frozenset({"ensure", "guarantee", "make sure"})
"""What follows is a statement."""

HELPING = frozenset({
    "advise", "aid", "analyse", "analyze", "assist", "collaborate", "consult", "contribute",
    "cooperate", "engage", "explore", "help", "participate", "support",
})  # fmt: skip
"""Taking part, of which there is no end (the verbs that the playbook [S60] warns of, and their
like)."""

HOSTING = frozenset({"attend", "have", "hold", "host", "join"})
"""Work only with an event: one can also hold a level."""

RISING = frozenset({
    "accelerate", "boost", "broaden", "deepen", "diversify", "double", "enhance", "enlarge",
    "enrich", "expand", "extend", "grow", "heighten", "improve", "increase", "intensify",
    "lift", "maximise", "maximize", "multiply", "optimise", "optimize", "quadruple", "raise",
    "ramp", "scale", "strengthen", "surge", "triple",
})  # fmt: skip

FALLING = frozenset({
    "cut", "decrease", "diminish", "drop", "eliminate", "halve", "lessen", "lower", "minimise",
    "minimize", "mitigate", "reduce", "shorten", "shrink", "simplify", "slash", "trim",
})  # fmt: skip

GRADUAL = frozenset({
    "accelerate", "align", "boost", "broaden", "cultivate", "deepen", "delight", "drive",
    "elevate", "energise", "energize", "enhance", "enrich", "evolve", "expand", "extend",
    "foster", "grow", "heighten", "improve", "increase", "inspire", "intensify", "mature",
    "maximise", "maximize", "minimise", "minimize", "modernise", "modernize", "nurture",
    "optimise", "optimize", "promote", "ramp", "reduce", "refine", "reimagine", "rethink",
    "revolutionise", "revolutionize", "scale", "simplify", "streamline", "strengthen",
    "transform", "unlock", "wow",
})  # fmt: skip
"""More or less of something: says nothing without how much."""

REACHING = frozenset({
    "achieve", "acquire", "attain", "attract", "beat", "bring", "close", "convert", "earn",
    "exceed", "gain", "generate", "get", "hit", "land", "lead", "meet", "obtain", "pass",
    "reach", "receive", "recover", "result", "retain", "save", "secure", "sell", "sign",
    "surpass", "win",
})  # fmt: skip
"""A number is arrived at."""

KEEPING = frozenset({"continue", "hold", "keep", "maintain", "preserve", "retain", "sustain"})

FEATURING = frozenset({
    "allow", "apply", "contain", "cover", "describe", "display", "enable", "exist", "expose",
    "feature", "get", "have", "implement", "include", "incorporate", "indicate", "integrate",
    "interop", "interoperate", "let", "link", "list", "offer", "outline", "provide", "reflect",
    "require", "run", "set", "show", "suggest", "support", "use",
})  # fmt: skip
"""What a thing that somebody made does or has, said of the thing."""

IRREGULAR_PAST = {
    "begin": ("began", "begun"), "bring": ("brought",), "build": ("built",), "buy": ("bought",),
    "cut": ("cut",), "do": ("done",), "draw": ("drew", "drawn"), "get": ("got", "gotten"),
    "give": ("gave", "given"), "go": ("went", "gone"), "grow": ("grew", "grown"),
    "have": ("had",), "hit": ("hit",), "hold": ("held",), "keep": ("kept",), "lead": ("led",),
    "let": ("let",), "make": ("made",), "meet": ("met",), "put": ("put",), "rebuild": ("rebuilt",),
    "redo": ("redone",), "rewrite": ("rewrote", "rewritten"), "run": ("ran",), "sell": ("sold",),
    "send": ("sent",), "set": ("set",), "stand": ("stood",), "take": ("took", "taken"),
    "teach": ("taught",), "win": ("won",), "write": ("wrote", "written"),
}  # fmt: skip

DOUBLED = frozenset({
    "drop", "get", "hit", "let", "map", "plan", "program", "put", "refer", "run", "scrap",
    "set", "ship", "shrink", "stop", "submit", "tag", "trim", "win",
})  # fmt: skip
"""Their last letter is doubled before -ed and -ing."""

ALSO_NOUNS = frozenset({
    "aim", "answer", "associate", "audit", "benchmark", "brief", "budget", "build", "cache",
    "call", "catalog", "catch", "change", "check", "coach", "code", "complete", "contact",
    "contract", "copy", "cover", "demo", "design", "display", "document", "draft", "email",
    "export", "feature", "file", "film", "filter", "find", "fork", "form", "format", "hand",
    "handle", "help", "hire", "import", "index", "interview", "label", "launch", "lead", "list",
    "load", "log", "look", "map", "mark", "market", "mentor", "open", "package", "patch",
    "pick", "pilot", "plan", "port", "post", "present", "print", "process", "program",
    "project", "prototype", "purchase", "queue", "read", "record", "register", "release",
    "report", "research", "review", "run", "sample", "schedule", "scope", "script", "search",
    "secure", "seed", "set", "share", "sketch", "sort", "source", "split", "sponsor", "stage",
    "start", "store", "structure", "study", "support", "survey", "swap", "switch", "tag",
    "take", "talk", "target", "test", "track", "train", "transition", "trial", "try", "turn",
    "tweak", "update", "upgrade", "use", "visit",
})  # fmt: skip
"""At the beginning of a sentence these can be the subject ("Support tickets fall by half")."""

COMPOUNDS = {
    "call": frozenset({
        "abandonment", "agent", "backlog", "center", "centre", "desk", "handling", "queue",
    }),
    "support": frozenset({"call", "case", "desk", "request", "ticket"}),
}  # fmt: skip
"""What such a word is one name with ("call centre", "support tickets")."""

MOSTLY_NOUNS = frozenset({
    "associate", "cache", "call", "contact", "copy", "display", "email", "export", "format",
    "hand", "import", "index", "label", "patch", "print", "queue", "sample", "seed", "share",
    "sketch", "split", "swap", "talk", "transition",
})  # fmt: skip
"""Inside a sentence these are verbs only before an object with an article or a number."""

STATES = frozenset({
    "available", "complete", "deployed", "done", "finished", "in place", "in production",
    "live", "operational", "part of", "ready", "running", "up and running",
})  # fmt: skip
"""What is said of a thing when the work on it is over."""

PASSED = frozenset({"attended", "involved", "taken"})
"""What is said of people when something was done with them."""

PASSED_PHRASES = frozenset({
    "converted into", "gone through", "merged into", "signed off", "split into", "turned into",
})  # fmt: skip
