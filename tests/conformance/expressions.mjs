// Evaluates every [tree, known] of the JSON on standard input; writes [value, holds] of each.
import { readFileSync } from "node:fs";

// Through a data address, since without a package.json older versions of Node take a file named .js for CommonJS.
const source = readFileSync(new URL("../../static/js/expression.js", import.meta.url), "utf8");
const { evaluate, holds } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

// JSON would write these as null and so pass them off as missing.
const spurious = [undefined, NaN, Infinity, -Infinity];
const plain = (key, value) => (spurious.includes(value) ? `no JSON value: ${value}` : value);

const cases = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(([tree, known]) => [evaluate(tree, known), holds(tree, known)]), plain));
