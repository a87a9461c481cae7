"""Nouns by what they say about a goal, in the singular; regular plurals are found too."""

from __future__ import annotations

DELIVERABLES = frozenset({
    "agenda", "agreement", "analysis", "announcement", "api", "app", "application",
    "architecture", "article", "assessment", "asset", "audit", "automation", "backend",
    "backlog", "blog", "blueprint", "brochure", "bundle", "callout", "campaign", "catalog",
    "catalogue", "certificate", "certification", "chart", "checklist", "code", "committee",
    "component", "content", "council", "course", "curriculum", "dashboard", "database", "demo",
    "deployment", "design", "doc", "document", "documentation", "draft", "example", "feature",
    "feed", "footer", "form", "framework", "functionality", "gateway", "guidance", "guide",
    "guideline", "handbook", "header", "implementation", "infrastructure", "initiative",
    "integration", "interface", "inventory", "issue", "landing page", "launch", "lesson",
    "library", "listing", "manual", "material", "meeting", "migration", "milestone", "mockup",
    "module", "mvp", "newsletter", "offer", "pack", "package", "page", "paper", "pilot",
    "pipeline tool", "plan", "platform", "playbook", "plugin", "policy", "portal", "post",
    "presentation", "procedure", "process", "program", "programme", "project", "proposal",
    "prototype", "questionnaire", "recommendation", "release", "report", "reporting",
    "repository", "resource", "retrospective", "review", "roadmap", "rollout", "schedule",
    "script", "sdk", "series", "session", "site", "software", "solution", "spec",
    "specification", "spreadsheet", "standard", "strategy", "structure", "study", "suite",
    "survey", "system", "template", "test", "tool", "tooling", "toolkit", "tracker", "training",
    "tutorial", "utility", "version", "video", "webinar", "website", "whitepaper", "wiki",
    "workflow", "workshop",
})  # fmt: skip
"""What work leaves behind."""

EVENTS = frozenset({
    "academy", "bootcamp", "call", "camp", "class", "conference", "course", "event", "fair",
    "hackathon", "interview", "kickoff", "lunch", "meeting", "meetup", "offsite", "onsite",
    "party", "presentation", "retreat", "retrospective", "roadshow", "seminar", "session",
    "showcase", "summit", "sync", "talk", "training", "webinar", "workshop",
})  # fmt: skip

COUNTED = frozenset({"call"})
"""Events that others bring, too: where it is said how they go or how many come, no work is."""

MEASURES = frozenset({
    "accuracy", "acquisition", "activation", "adherence", "adoption", "arr", "attendance",
    "attrition", "availability", "backlog", "balance", "bookings", "bug", "cac", "cancellation",
    "cash", "churn", "click", "complaint", "completion", "compliance", "conversion", "cost",
    "count", "coverage", "csat", "customer", "cycle", "dau", "deal", "debt", "defect", "delay",
    "deviation", "download", "downtime", "duration", "earnings", "ebitda", "emission", "error",
    "expense", "failure", "footprint", "forecast", "frequency", "funnel", "gmv", "hour",
    "impression", "incident", "income", "inventory", "kpi", "latency", "lead", "lifetime",
    "load", "loss", "ltv", "margin", "mau", "metric", "mrr", "mttr", "nps", "number",
    "occupancy", "opportunity", "order", "outage", "output", "overhead", "pageview",
    "participation", "payback", "percentage", "percentile", "pipeline", "price", "profit",
    "profitability", "promoter", "quota", "ranking", "rate", "rating", "ratio", "referral",
    "registration", "renewal", "response time", "retention", "return", "revenue", "roi",
    "saving", "score", "session", "share", "share-of-voice", "sign-up", "signup", "size", "sla",
    "slo", "spend", "spending", "stock", "subscriber", "subscription", "throughput", "ticket",
    "time", "traffic", "trial", "turnaround", "turnover", "uptime", "usage", "user",
    "utilisation", "utilization", "vacancy", "value", "velocity", "view", "viewer", "visit",
    "visitor", "volume", "wait", "waste", "yield",
})  # fmt: skip
"""What has a number as soon as somebody looks."""

PEOPLE = frozenset({
    "account", "adult", "applicant", "attendee", "audience", "buyer", "candidate", "child",
    "children", "citizen", "client", "colleague", "community", "company", "contributor",
    "customer", "developer", "donor", "driver", "employee", "engineer", "everybody", "everyone",
    "family", "guest", "hire", "household", "lead", "leader", "learner", "manager", "marketing",
    "member", "merchant", "nurse", "organisation", "organization", "parent", "participant",
    "partner", "passenger", "patient", "people", "person", "player", "professional", "prospect",
    "pupil", "reader", "resident", "sales", "seller", "shopper", "staff", "student",
    "subscriber", "supplier", "teacher", "team", "tenant", "user", "vendor", "viewer",
    "visitor", "volunteer", "worker",
})  # fmt: skip
"""Whose behaviour is a result."""

GROUPS = frozenset({
    "children", "community", "company", "everybody", "everyone", "marketing", "people", "sales",
    "staff", "team",
})  # fmt: skip
"""People in the singular: of others only the plural is sure ("a connection manager" is none)."""

ABSTRACT = frozenset({
    "accessibility", "accountability", "agility", "alignment", "autonomy", "aware", "awareness",
    "belonging", "brand", "capability", "capacity", "clarity", "coherence", "cohesion",
    "collaboration", "communication", "community", "confidence", "consistency", "continuity",
    "contribution", "coordination", "courage", "creativity", "credibility", "culture",
    "curiosity", "debuggability", "demand", "development", "dignity", "discoverability",
    "diversity", "effectiveness", "efficiency", "empathy", "empowerment", "engagement",
    "environment", "equity", "excellence", "execution", "experience", "fairness", "flexibility",
    "focus", "foundation", "fun", "governance", "growth", "habit", "happiness", "health",
    "impact", "inclusion", "influence", "innovation", "insight", "integrity", "interest",
    "interoperability", "joy", "knowledge", "leadership", "learning", "loyalty",
    "maintainability", "maturity", "mindset", "modularity", "momentum", "morale", "motivation",
    "observability", "openness", "organisation", "organization", "ownership", "partnership",
    "perception", "performance", "place", "potential", "predictability", "presence", "pride",
    "productivity", "professionalism", "quality", "readiness", "recognition", "relationship",
    "relevance", "reliability", "repeatability", "reputation", "resilience", "respect",
    "responsiveness", "robustness", "safety", "satisfaction", "scalability", "security",
    "simplicity", "skill", "solidarity", "stability", "success", "sustainability", "synergy",
    "talent", "thinking", "thought leadership", "transparency", "trust", "understanding",
    "usability", "value", "velocity", "visibility", "vision", "wellbeing", "wellness",
    "workplace", "world",
})  # fmt: skip
"""What everybody wants more of and nobody has seen: a measure has to be named for it."""

GENERIC = frozenset({
    "action", "activity", "additional", "all", "approach", "appropriate", "area", "aspect",
    "average", "basis", "change", "current", "deficiency", "deliverable", "direction", "effort",
    "existing", "final", "first", "focus", "full", "function", "future", "gap", "goal",
    "important", "improvement", "initial", "initiative", "issue", "item", "key", "major",
    "management", "milestone", "month", "more", "necessary", "need", "new", "next", "objective",
    "opportunity", "other", "part", "pattern", "phase", "plan", "planning", "potential",
    "practice", "priority", "problem", "process", "program", "progress", "project", "quarter",
    "remaining", "required", "resource", "result", "role", "rolling", "scheduling", "set",
    "solution", "stage", "step", "strategy", "structure", "success", "sure", "system", "target",
    "task", "team", "thing", "time", "training", "update", "various", "way", "work", "year",
})  # fmt: skip
"""Words that fit every plan. A text made of them alone names nothing."""

UNITS = frozenset({
    "account", "article", "attendee", "bug", "call", "chapter", "child", "children", "click",
    "client", "commit", "company", "contributor", "country", "customer", "day", "deal",
    "defect", "developer", "dollar", "download", "employee", "engineer", "error", "euro",
    "event", "feature", "franc", "group", "hire", "hour", "household", "impression", "incident",
    "install", "kg", "kilometre", "km", "lead", "learner", "lesson", "litre", "meeting",
    "member", "metre", "minute", "month", "nps", "opportunity", "order", "organisation",
    "organization", "page", "partner", "patient", "people", "percent", "percentage", "person",
    "point", "post", "pound", "project", "pupil", "quarter", "release", "request", "resident",
    "sale", "school", "score", "second", "session", "sign-up", "signup", "site", "stage",
    "star", "store", "student", "subscriber", "team", "ticket", "time", "ton", "tonne",
    "tutorial", "user", "video", "view", "visit", "visitor", "volunteer", "week", "workshop",
    "year",
})  # fmt: skip
"""What is counted: after one of these a bare number has its unit."""
