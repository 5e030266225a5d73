// Mirrors kapsurvey/questionnaire/expression.py: the same trees, the same values, null for missing.

const isNumber = (value) => Number.isFinite(value);
export const isText = (value) => typeof value === "string";
const isScalar = (value) => isNumber(value) || isText(value);
export const isList = Array.isArray;
// A question may be called as what every object has, such as toString.
export const own = (things, name) => (Object.hasOwn(things, name) ? things[name] : null);
// A month too short for its day makes some engines roll over into the next month.
export const isDay = (value) =>
  isText(value) && /^(?!0000)\d{4}-\d\d-\d\d$/.test(value) && new Date(value).getUTCDate() === Number(value.slice(8));

const finite = (value) => (isNumber(value) ? value : null);
const given = (answer) => {
  if (typeof answer !== "object" || answer === null) return isScalar(answer) ? answer : null;
  return Object.values(answer).filter(isList(answer) ? isScalar : isNumber);
};
const arithmetic = (compute) => (...operands) => (operands.every(isNumber) ? finite(compute(...operands)) : null);
const equality = (test) => (left, right) =>
  isScalar(left) && isScalar(right) && typeof left === typeof right && test(left, right);
const order = (test) => (left, right) => [isNumber, isDay].some((is) => is(left) && is(right)) && test(left, right);
const membership = (expected) => (item, items) => isScalar(item) && isList(items) && items.includes(item) === expected;
const choice = (test) => (picked, items) =>
  isList(picked) && isList(items) && test(items, (item) => picked.includes(item));
const overNumbers = (step) => (...parts) => {
  const numbers = parts.flat().filter(isNumber);
  return numbers.length ? finite(numbers.reduce((left, right) => step(left, right))) : null;
};
const yearsBetween = (start, end) =>
  isDay(start) && isDay(end) ? Math.trunc((end.replace(/-/g, "") - start.replace(/-/g, "")) / 10000) : null;

const OPERATORS = {
  and: (...parts) => parts.every((part) => part === true),
  or: (...parts) => parts.some((part) => part === true),
  not: (part) => part === false,
  "==": equality((left, right) => left === right),
  "!=": equality((left, right) => left !== right),
  "<": order((left, right) => left < right),
  "<=": order((left, right) => left <= right),
  ">": order((left, right) => left > right),
  ">=": order((left, right) => left >= right),
  in: membership(true),
  "not in": membership(false),
  "+": arithmetic((left, right) => left + right),
  "-": arithmetic((left, right) => left - right),
  "*": arithmetic((left, right) => left * right),
  "/": arithmetic((left, right) => left / right),
  negative: arithmetic((number) => -number),
  list: (...items) => items,
  date: (day) => day,
  answered: (value) => value !== null && value.length !== 0,
  count: (items) => (isList(items) ? items.length : null),
  any_of: choice((items, isPicked) => items.some(isPicked)),
  all_of: choice((items, isPicked) => items.every(isPicked)),
  min: overNumbers(Math.min),
  max: overNumbers(Math.max),
  sum: overNumbers((left, right) => left + right),
  length: (words) => (isText(words) ? [...words].length : null),
  years_between: yearsBetween,
};

export const evaluate = (tree, known) => {
  if (!isList(tree)) return tree;
  const [head, ...parts] = tree;
  if (head === "answer") return given(own(known, parts[0]));
  return OPERATORS[head](...parts.map((part) => evaluate(part, known)));
};

export const holds = (tree, known) => evaluate(tree, known) === true;
