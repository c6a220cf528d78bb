// qs as a testee, the parser under Express, with the limits of the reading and nothing else that differs from its defaults.

import { createRequire } from "node:module";
import { readSync, writeSync } from "node:fs";
import qs from "qs";

const { version } = createRequire(import.meta.url)("qs/package.json");
const HELLO = { name: "Node qs", version, protocol: 1, profiles: ["php-post", "php-parse-str", "default"] };
let options = {};

// PHP's rule for integer keys: an object of JavaScript has strings alone.
const key = (name) => (/^(0|-?[1-9][0-9]{0,14})$/.test(name) ? Number(name) : name);

function node(value) {
  if (Array.isArray(value)) return { array: value.map((child, at) => [at, node(child)]) };
  if (value !== null && typeof value === "object") {
    return { array: Object.entries(value).map(([name, child]) => [key(name), node(child)]) };
  }
  return String(value ?? "");
}

function greet({ max_pairs = Infinity, max_depth = 64, max_bytes, separators = "&" }) {
  if (max_bytes !== undefined) return { unsupported: "qs has no limit on bytes" };
  const delimiter = separators.length === 1 ? separators : new RegExp(`[${separators.replace(/[\\\]^-]/g, "\\$&")}]`);
  options = { depth: max_depth, parameterLimit: max_pairs, delimiter };
  return { hello: HELLO };
}

function answer(request) {
  const text = request.toString();
  if (text.startsWith('{"hello":')) return greet(JSON.parse(text).hello);
  try {
    return { tree: node(qs.parse(text, options)) };
  } catch (error) {
    return { error: { kind: error.constructor.name, offset: 0, path: "" } };
  }
}

function read(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const got = readSync(0, bytes, at, length - at);
    if (got === 0) process.exit(0);
    at += got;
  }
  return bytes;
}

for (;;) {
  const reply = Buffer.from(JSON.stringify(answer(read(read(4).readUInt32LE()))));
  const header = Buffer.alloc(4);
  header.writeUInt32LE(reply.length);
  for (let rest = Buffer.concat([header, reply]); rest.length > 0; ) rest = rest.subarray(writeSync(1, rest));
}
