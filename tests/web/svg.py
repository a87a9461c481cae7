"""What the tests read out of a chart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from headway.web.charts.labels import Label, Spot
from headway.web.charts.scale import Box

_NUMBER = r"-?\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, parsed."""

    root: ElementTree.Element

    @classmethod
    def of(cls, svg: str) -> Picture:
        """Fails on anything that is not well-formed."""
        return cls(ElementTree.fromstring(svg))

    @property
    def size(self) -> tuple[float, float]:
        _left, _top, width, height = map(float, self.root.attrib["viewBox"].split())
        return width, height

    @property
    def name(self) -> str:
        return self.root.attrib["aria-label"]

    def labels(self) -> list[Label]:
        """The texts at their places, as wide as the charts take them to be."""
        return [
            Label(
                "".join(text.itertext()),
                text.get("class", ""),
                Spot(
                    float(text.attrib["x"]),
                    float(text.attrib["y"]),
                    text.get("text-anchor", "start"),  # type: ignore[arg-type]  # of our own drawing
                ),
            )
            for text in self.root.iter("text")
        ]

    def texts(self) -> list[str]:
        return [label.text for label in self.labels()]

    def titles(self, name: str) -> list[str]:
        """What is said of the shapes of a class when one points at them."""
        return [
            "".join(shape[0].itertext())
            for shape in self.root.iter("path")
            if shape.get("class") == name
        ]

    def dots(self) -> list[tuple[float, float]]:
        """The middles of values, round and square."""
        rounds = [(dot.attrib["cx"], dot.attrib["cy"]) for dot in self.root.iter("circle")]
        squares = [
            (box.attrib["data-x"], box.attrib["data-y"])
            for box in self.root.iter("rect")
            if "data-x" in box.attrib
        ]
        return [(float(x), float(y)) for x, y in [*rounds, *squares]]

    def path(self, name: str) -> str:
        """The path of a class, empty when it is not drawn."""
        return next((p.attrib["d"] for p in self.root.iter("path") if p.get("class") == name), "")

    def corners(self, name: str = "") -> Iterator[tuple[float, float]]:
        """The points that paths of straight pieces (M, L, H, V) touch, of one class or of all."""
        for path in self.root.iter("path"):
            if name in ("", path.get("class")):
                yield from _walk(path.attrib["d"])


def _walk(drawn: str) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for command, given in re.findall(rf"([MLHVhZ])((?:\s*{_NUMBER})*)", drawn):
        numbers = [float(n) for n in re.findall(_NUMBER, given)]
        if command in "ML":
            x, y = numbers
        elif command == "H":
            x = numbers[0]
        elif command == "V":
            y = numbers[0]
        elif command == "h":
            x += numbers[0]
        yield x, y


def inside(box: Box, width: float, height: float) -> bool:
    """Whether a label lies in the picture; a pixel of rounding is forgiven."""
    across = box.left >= -1 and box.right <= width + 1
    return across and box.top >= -1 and box.bottom <= height + 1
