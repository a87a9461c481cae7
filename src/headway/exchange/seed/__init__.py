"""Synthetic organisations of any size, for benchmarks and load tests."""

from headway.exchange.seed.run import Seeded, seed_organisation

__all__ = ["Seeded", "seed_organisation"]
