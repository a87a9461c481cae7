"""The demo organisation: an invented company with three past cycles, one running and one being
planned, told through the same actions that people use."""

from headway.exchange.demo.load import load_demo
from headway.exchange.demo.stage import SLUG

__all__ = ["SLUG", "load_demo"]
