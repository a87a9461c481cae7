"""Where values come from by themselves, and how that goes."""
