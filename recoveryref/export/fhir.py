"""The medicines as a FHIR CodeSystem (R4): a clinic's software finds an entry by a medicine's code."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recoveryref.atomic import put
from recoveryref.export.about import CREDIT, LICENSE, NAME
from recoveryref.reader import queries
from recoveryref.reader.file import Reference
from recoveryref.reader.handbook import today
from recoveryref.version import __version__
from recoveryref.views import json_

if TYPE_CHECKING:
    from recoveryref.reader import contract

# How FHIR names each system of codes.
_SYSTEMS = {
    "RxNorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "ATC": "http://www.whocc.no/atc",
    "UNII": "http://fdasis.nlm.nih.gov",
    "SNOMED CT": "http://snomed.info/sct",
}
# SNOMED CT's publisher asks whoever passes its identifiers on to say so.
_SNOMED = (
    "SNOMED CT identifiers are copyright of SNOMED International; outside its member countries their use "
    "needs a license: https://www.snomed.org/get-snomed."
)


def write(opened: Reference, path: Path) -> None:
    """Write a concept for each medicine, under its slug, with the codes that the reference holds of it."""
    entries = [queries.entry(opened, each.id) for each in queries.entries(opened, "medications")]
    system = {
        "resourceType": "CodeSystem",
        "version": __version__,
        "name": f"{NAME}Medications",
        "title": f"{NAME}: medicines for opioid use disorder",
        "status": "active",
        "experimental": False,
        "date": today(),
        "publisher": f"{NAME} contributors",
        "description": "Each concept is an entry: recoveryref med CODE shows it.",
        "copyright": f"{LICENSE}. {CREDIT} {_SNOMED}",
        "caseSensitive": True,
        "content": "complete",
        "count": len(entries),
        "property": [
            {"code": system, "uri": uri, "description": f"A {system} code of the medicine.", "type": "Coding"}
            for system, uri in _SYSTEMS.items()
        ],
        "concept": [_concept(entry.slug, entry.medication) for entry in entries],
    }
    put(path, json_.value(system))


def _concept(slug: str, medicine: "contract.Medication") -> dict[str, Any]:
    concept = {"code": slug, "display": medicine["title"], "definition": medicine["summary"]["text"]}
    codes = list(_codes(medicine))
    return {**concept, "property": codes} if codes else concept


def _codes(medicine: "contract.Medication") -> Iterator[dict[str, Any]]:
    for each in medicine["codes"]:
        coding = {"system": _SYSTEMS[each["system"]], "code": each["code"], "display": each["names"]}
        yield {"code": each["system"], "valueCoding": coding}
