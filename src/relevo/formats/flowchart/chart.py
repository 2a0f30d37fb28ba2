"""What a flowchart says, before anybody decides where it stands on a sheet."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class NodeKind(StrEnum):
    """What a box is; each kind has a shape of its own, so that no color is needed."""

    START = "start"
    STEP = "step"
    DECISION = "decision"
    EXIT = "exit"


class ChartMalformed(ValueError):
    """A chart names something that it does not hold, or one name twice."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the chart names {key!r} wrongly")
        self.key = key


@dataclass(frozen=True, slots=True)
class Lane:
    """Who acts: one institution on one side. ``side``: a country code, ``side_label`` its words."""

    key: str
    label: str
    side: str = ""
    side_label: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A box. ``mark``: the number people call it by; ``alt``: all of it in one sentence."""

    key: str
    lane: str
    text: str
    kind: NodeKind = NodeKind.STEP
    notes: tuple[str, ...] = ()
    mark: str = ""
    alt: str = ""
    href: str = ""

    @property
    def title(self) -> str:
        """The text with its number in front."""
        return f"{self.mark}. {self.text}" if self.mark else self.text


@dataclass(frozen=True, slots=True)
class Edge:
    """What follows what. ``label``: the condition under which; empty: always."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """The words of the two kinds of lines that differ from the plain one."""

    condition: str = ""
    border: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A flowchart; nodes in the order in which they are read. Raises ChartMalformed."""

    title: str
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    description: str = ""
    caption: tuple[str, ...] = ()
    """What a picture that stands alone says under its title: state, date, whose it is."""
    legend: Legend = Legend()

    def __post_init__(self) -> None:
        lanes = {lane.key for lane in self.lanes}
        nodes = {node.key for node in self.nodes}
        keys = [lane.key for lane in self.lanes], [node.key for node in self.nodes]
        for counted in map(Counter, keys):
            for key, times in counted.items():
                if times > 1:
                    raise ChartMalformed(key)
        for node in self.nodes:
            if node.lane not in lanes:
                raise ChartMalformed(node.lane)
        for key in (end for edge in self.edges for end in (edge.source, edge.target)):
            if key not in nodes:
                raise ChartMalformed(key)
