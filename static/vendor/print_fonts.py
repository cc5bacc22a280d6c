"""Make the fonts of PDFs and pictures: fontsource's static web fonts, both Latin subsets in one TTF.

Called by build.mjs (`make vendor`); needs fonttools[woff] of requirements-dev.txt.
"""

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
PACKAGES = HERE.parents[1] / "node_modules" / "@fontsource"
FAMILIES = {"atkinson-hyperlegible-next": "AtkinsonHyperlegibleNext", "source-serif-4": "SourceSerif4"}
STYLES = {"Regular": "400-normal", "Italic": "400-italic", "Bold": "700-normal"}
DROPPED = ("GSUB", "GDEF", "DSIG")


def subset_as_ttf(source: Path, folder: Path) -> Path:
    """Write one web font as TTF, without the tables that cannot be merged."""
    font = TTFont(source)
    font.flavor = None
    for tag in DROPPED:
        if tag in font:
            del font[tag]
    target = folder / f"{source.stem}.ttf"
    font.save(target)
    return target


def build(package: str, name: str, style: str) -> None:
    """Merge the Latin subsets of one style into ``fonts/<name>-<style>.ttf``."""
    with tempfile.TemporaryDirectory() as folder:
        files = PACKAGES / package / "files"
        parts = [
            subset_as_ttf(files / f"{package}-{subset}-{STYLES[style]}.woff2", Path(folder))
            for subset in ("latin", "latin-ext")
        ]
        merged = Merger().merge([str(part) for part in parts])
        # The same packages give the same bytes.
        merged.recalcTimestamp = False
        merged["head"].created = merged["head"].modified = 0
        merged.save(HERE / "fonts" / f"{name}-{style}.ttf")


def main() -> int:
    for package, name in FAMILIES.items():
        for style in STYLES:
            build(package, name, style)
    return 0


if __name__ == "__main__":
    sys.exit(main())
