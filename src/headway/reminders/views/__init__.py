"""Pages of the inbox, of settings, and what links of letters lead to."""
