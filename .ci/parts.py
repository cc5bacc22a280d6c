"""Keep parts.cdx.json true: what the portal runs on, of Python and in the browser, for whoever looks for weak parts.

`parts.py` writes it from what is pinned; `parts.py --check` complains when that says otherwise. It has the form of
CycloneDX 1.6 (https://cyclonedx.org), without a time or a number of its own, so that only what changed differs.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from requirements import PINNED, ROOT

PAGE = ROOT / "parts.cdx.json"


def part(kind: str, called: str, version: str, licence: str) -> Component:
    """Return one part; ``kind`` is the registry it comes from, as package URLs call it."""
    group, _, own_name = called.rpartition("/")
    address = PackageURL(kind, group or None, own_name, version)
    return Component(
        type=ComponentType.LIBRARY,
        group=group or None,
        name=own_name,
        version=version,
        purl=address,
        bom_ref=str(address),
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
    )


def licence_of(package: str) -> str:
    """Return what an installed package says of its licence; older ones say it in a word, or as one of a list."""
    about = metadata.metadata(package)
    word = (about.get("License") or "").strip()
    listed = [text.rpartition(" :: ")[2] for text in about.get_all("Classifier", []) if text.startswith("License ::")]
    return about.get("License-Expression") or (word if "\n" not in word else "") or " / ".join(listed)


def python_parts() -> Iterator[Component]:
    for match in PINNED.finditer((ROOT / "requirements.txt").read_text()):
        version = re.split(r"==|\s", match[0])[1]
        yield part("pypi", match[1], version, licence_of(match[1]))


def browser_parts() -> Iterator[Component]:
    """Yield what is built into static/vendor/, and what that is made of."""
    for path, package in json.loads((ROOT / "package-lock.json").read_text())["packages"].items():
        if path and not package.get("dev"):
            yield part("npm", path.rpartition("node_modules/")[2], package["version"], package.get("license", ""))


def page() -> str:
    """Return the list as it should be."""
    portal = Component(type=ComponentType.APPLICATION, name="leerkring", bom_ref="leerkring")
    bom = Bom(components=[*python_parts(), *browser_parts()], metadata=BomMetaData(component=portal))
    bom.register_dependency(portal, bom.components)
    said = json.loads(JsonV1Dot6(bom).output_as_string())
    del said["serialNumber"], said["metadata"]["timestamp"]
    return json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if "--check" not in sys.argv:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        sys.exit("parts.cdx.json names other parts than are pinned: run `make parts`.")
    print("What the portal is made of is listed.")
