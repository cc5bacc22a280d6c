// Builds everything in static/vendor/ from the packages pinned in package.json: `make vendor`.
// Only what the pages use is taken; the result is committed, so that running the portal needs no Node.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const packages = join(root, "node_modules");
const icons = JSON.parse(readFileSync(join(here, "icons.json"), "utf8"));

const FONTS = {
  "@fontsource-variable/atkinson-hyperlegible-next": "atkinson-hyperlegible-next",
  "@fontsource-variable/source-serif-4": "source-serif-4",
};

function buildBootstrap() {
  const options = {
    style: "compressed",
    loadPaths: [packages],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  };
  const { css } = sass.compile(join(root, "static/css/bootstrap.scss"), options);
  writeFileSync(join(here, "bootstrap.css"), `${css.replace(/^\uFEFF/, "")}\n`);
}

function symbol(name) {
  const svg = readFileSync(join(packages, "bootstrap-icons/icons", `${name}.svg`), "utf8");
  const [, body] = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/);
  return `<symbol id="${name}" viewBox="0 0 16 16">${body.trim().replace(/\n\s*/g, "")}</symbol>`;
}

function buildIcons() {
  const symbols = [...icons].sort().map(symbol).join("\n");
  writeFileSync(join(here, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">\n${symbols}\n</svg>\n`);
}

function copyFonts() {
  rmSync(join(here, "fonts"), { recursive: true, force: true });
  mkdirSync(join(here, "fonts"));
  for (const [name, base] of Object.entries(FONTS)) {
    for (const subset of ["latin", "latin-ext"]) {
      for (const style of ["normal", "italic"]) {
        const file = `${base}-${subset}-wght-${style}.woff2`;
        copyFileSync(join(packages, name, "files", file), join(here, "fonts", file));
      }
    }
    copyFileSync(join(packages, name, "LICENSE"), join(here, "fonts", `${base}.LICENSE.txt`));
  }
}

function buildPrintFonts() {
  const local = join(root, ".venv/bin/python");
  execFileSync(existsSync(local) ? local : "python3", [join(here, "print_fonts.py")], { stdio: "inherit" });
}

async function buildEditor() {
  await esbuild.build({
    entryPoints: [join(root, "static/js/editor.js")],
    outfile: join(here, "editor.js"),
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022"],
    legalComments: "none",
    logLevel: "warning",
  });
}

// The map and its clusters in one file; their pictures in the style sheet, so that no address in it can be wrong.
async function buildMap() {
  const options = { bundle: true, minify: true, legalComments: "none", logLevel: "warning" };
  const parts = (lines) => ({ contents: lines.join("\n"), resolveDir: root });
  await esbuild.build({
    ...options,
    stdin: parts(['import "leaflet";', 'import "leaflet.markercluster";']),
    outfile: join(here, "leaflet.js"),
    format: "iife",
    target: ["es2022"],
  });
  await esbuild.build({
    ...options,
    stdin: {
      ...parts(['@import "leaflet/dist/leaflet.css";', '@import "leaflet.markercluster/dist/MarkerCluster.css";']),
      loader: "css",
    },
    outfile: join(here, "leaflet.css"),
    loader: { ".png": "dataurl" },
  });
  copyFileSync(join(packages, "leaflet/LICENSE"), join(here, "leaflet.LICENSE.txt"));
  copyFileSync(join(packages, "leaflet.markercluster/MIT-LICENCE.txt"), join(here, "leaflet.markercluster.LICENSE.txt"));
}

// Of ECharts only what draws a network; a canvas, as its SVG would want styles of its own in the page.
async function buildCharts() {
  await esbuild.build({
    entryPoints: [join(root, "static/js/echarts_parts.js")],
    outfile: join(here, "echarts.js"),
    bundle: true,
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    format: "iife",
    target: ["es2022"],
  });
  copyFileSync(join(packages, "echarts/LICENSE"), join(here, "echarts.LICENSE.txt"));
  copyFileSync(join(packages, "echarts/NOTICE"), join(here, "echarts.NOTICE.txt"));
}

buildBootstrap();
buildIcons();
copyFonts();
buildPrintFonts();
copyFileSync(join(packages, "htmx.org/dist/htmx.min.js"), join(here, "htmx.min.js"));
copyFileSync(join(packages, "sortablejs/Sortable.min.js"), join(here, "sortable.min.js"));
await buildEditor();
await buildMap();
await buildCharts();
