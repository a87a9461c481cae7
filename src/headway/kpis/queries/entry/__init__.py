"""The grid in which values are entered."""
