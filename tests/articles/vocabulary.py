"""What schema.org's vocabulary says against a graph: unknown types, properties that are not theirs, wrong values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VOCABULARY = json.loads((Path(__file__).parents[1] / "data" / "schema_vocabulary.json").read_text(encoding="utf-8"))
DATE = re.compile(r"\d{4}(-\d{2}-\d{2})?")


def problems(graph: dict[str, Any]) -> list[str]:
    """Sentences about everything in a graph that the vocabulary does not know so."""
    if graph.get("@context") != "https://schema.org":
        return ["no context"]
    known = {node["@id"]: node for node in graph["@graph"] if "@id" in node}
    found = [] if len(known) == len(graph["@graph"]) else ["a node has no @id, or two have the same"]
    return [*found, *(problem for node in graph["@graph"] for problem in _of_node(node, known))]


def _of_node(node: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:
    kind = node.get("@type")
    if kind not in VOCABULARY["kinds"]:
        yield f"{kind} is no type of the table"
        return
    properties = _properties(f"{kind}Leaf")
    for name, given in node.items():
        if name.startswith("@"):
            continue
        if name not in properties:
            yield f"{kind} has no {name}"
            continue
        for value in given if isinstance(given, list) else [given]:
            yield from _of_value(f"{kind}.{name}", value, properties[name], known)


def _of_value(where: str, value: Any, ranges: set[str], known: dict[str, Any]) -> Iterator[str]:
    if value in (None, "", [], {}):
        yield f"{where} is empty"
    elif isinstance(value, dict) and set(value) == {"@id"}:
        if where == "ListItem.item":
            return  # a page of its own
        if value["@id"] not in known:
            yield f"{where} points to nothing: {value['@id']}"
        else:
            yield from _is_a(where, known[value["@id"]], ranges)
    elif isinstance(value, dict):
        yield from _is_a(where, value, ranges)
        yield from _of_node(value, known)
    elif not _fits(value, ranges):
        yield f"{where} takes no {value!r}, but {', '.join(sorted(ranges))}"


def _is_a(where: str, node: dict[str, Any], ranges: set[str]) -> Iterator[str]:
    if not ranges & set(VOCABULARY["kinds"].get(node.get("@type"), ())):
        yield f"{where} takes no {node.get('@type')}, but {', '.join(sorted(ranges))}"


def _fits(value: Any, ranges: set[str]) -> bool:
    if isinstance(value, int):
        return bool(ranges & {"Integer", "Number"})
    if not isinstance(value, str):
        return False
    is_address = value.startswith(("https://", "http://"))
    return (
        "Text" in ranges
        or (is_address and "URL" in ranges)
        or bool(DATE.fullmatch(value) and ranges & {"Date", "DateTime"})
    )


def _properties(base: str) -> dict[str, set[str]]:
    entry = VOCABULARY["bases"].get(base)
    if entry is None:
        return {}
    found: dict[str, set[str]] = {}
    for parent in entry["extends"]:
        for name, ranges in _properties(parent).items():
            found.setdefault(name, set()).update(ranges)
    for name, ranges in entry["properties"].items():
        found.setdefault(name, set()).update(ranges)
    return found
