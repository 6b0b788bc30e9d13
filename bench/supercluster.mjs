// Measures supercluster: node supercluster.mjs FOLDER OPTIONS REPEATS, in a folder where it is installed.
// FOLDER holds points.bin (longitude, latitude), views.bin (west, south, east, north, zoom), mask.bin (bytes).
import fs from "node:fs";
import path from "node:path";
import Supercluster from "supercluster";

const [folder, options, repeats] = [process.argv[2], JSON.parse(process.argv[3]), Number(process.argv[4])];
const bytes = (name) => new Uint8Array(fs.readFileSync(path.join(folder, name)));
const points = new Float64Array(bytes("points.bin").buffer);
const views = new Float64Array(bytes("views.bin").buffer);
const mask = bytes("mask.bin");

const features = Array.from({ length: points.length / 2 }, (_, i) => ({
  type: "Feature",
  properties: {},
  geometry: { type: "Point", coordinates: [points[2 * i], points[2 * i + 1]] },
}));

const seconds = (operation) => {
  const start = performance.now();
  operation();
  return (performance.now() - start) / 1000;
};
const times = (count, operation) => Array.from({ length: count }, () => seconds(operation));

let index;
const build = (chosen) => {
  index = new Supercluster(options);
  index.load(chosen);
};
const view = (i, found = []) => {
  const [west, south, east, north, zoom] = views.subarray(5 * i, 5 * i + 5);
  found.push(index.getClusters([west, south, east, north], zoom).length);
};

const filter = times(repeats, () => {
  build(features.filter((_, i) => mask[i]));
  view(3);
});
const builds = times(repeats, () => build(features));
const numbers = Array.from({ length: views.length / 5 }, (_, i) => i);
const circles = [];
numbers.forEach((i) => view(i, circles));
const rounds = Array.from({ length: 5 }, () => numbers.map((i) => seconds(() => view(i))));
console.log(JSON.stringify({ build: builds, filter, views: rounds, circles }));
