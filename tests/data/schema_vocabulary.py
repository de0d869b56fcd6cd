"""Write schema_vocabulary.json anew from the npm package schema-dts: the types this portal uses, and what they may say.

    npm pack schema-dts@2.1.0 && tar xzf schema-dts-2.1.0.tgz
    python tests/data/schema_vocabulary.py package/dist/schema.d.ts

The vocabulary is schema.org's, under CC BY-SA 3.0 (https://creativecommons.org/licenses/by-sa/3.0/); so is the file.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

OUT = Path(__file__).with_suffix(".json")
TYPES = (
    *("Article", "Book", "BreadcrumbList", "CollectionPage", "CreativeWork", "EducationalOccupationalCredential"),
    *("ItemList", "ListItem", "MedicalAudience", "MedicalCause", "MedicalCode", "MedicalCondition", "MedicalSpecialty"),
    *("MedicalSymptom", "MedicalWebPage", "Organization", "Person", "ProfilePage", "PropertyValue", "ScholarlyArticle"),
    *("WebPage", "WebSite"),
)
ABOUT = {
    "from": "schema-dts 2.1.0 (npm), made from the vocabulary of https://schema.org by tests/data/schema_vocabulary.py",
    "licence": "CC BY-SA 3.0, https://creativecommons.org/licenses/by-sa/3.0/; reduced to the types named here",
}
PROPERTY = re.compile(r'^ {4}"(\w+)"\??: SchemaValue<(.+), "\w+">;$')


def bases_of(text: str) -> dict[str, tuple[list[str], dict[str, list[str]]]]:
    """Every interface of the package: what it extends, and its own properties with their ranges."""
    found: dict[str, tuple[list[str], dict[str, list[str]]]] = {}
    current = ""
    for line in text.splitlines():
        if start := re.match(r"^(?:export )?interface (\w+)(?: extends ([^{]+?))? \{", line):
            current = start[1]
            parents = re.findall(r"\b(\w+(?:Base|Leaf))\b", start[2] or "")
            found[current] = (parents, {})
        elif current and (own := PROPERTY.match(line)):
            found[current][1][own[1]] = sorted(set(own[2].split(" | ")) - {"IdReference"})
    return found


def kinds_of(text: str) -> dict[str, list[str]]:
    """Of every type that is used, what it is a kind of, itself included."""
    narrower: dict[str, set[str]] = {}
    for name, union in re.findall(r"(?m)^export type (\w+) = (.+);$", text):
        narrower[name] = {part for part in re.split(r" \| ", union) if part.isidentifier()}
    kinds = {name: {name} for name in TYPES}
    grown = True
    while grown:
        before = {name: set(found) for name, found in kinds.items()}
        for found in kinds.values():
            found |= {wider for wider, parts in narrower.items() if parts & found}
        grown = kinds != before
    return {name: sorted(found) for name, found in kinds.items()}


def main(path: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    bases = bases_of(text)
    kept: dict[str, dict[str, object]] = {}
    waiting = [f"{name}Leaf" for name in TYPES]
    while waiting:
        name = waiting.pop()
        if name not in kept:
            parents, properties = bases[name]
            kept[name] = {"extends": parents, "properties": properties}
            waiting += [parent for parent in parents if parent in bases]
    OUT.write_text(
        json.dumps({**ABOUT, "kinds": kinds_of(text), "bases": dict(sorted(kept.items()))}, indent=1) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(sys.argv[1])
