"""``okr-research/1``: OKRs collected from public sources, with their published results."""

from headway.exchange.formats.okr_research.reader import NAME, read, recognises
from headway.exchange.formats.plan import Format

FORMAT = Format(name=NAME, label=f"{NAME} (YAML)", recognises=recognises, read=read)
