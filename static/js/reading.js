// Mirrors page_reading.py and the question types: what was typed becomes the same value, or the same error.
import { isDay, isList, isText, own } from "./expression.js";
import { brokenIn, isMark, isOffered, otherName } from "./flow.js";

// What Python's str.strip takes away; trim would take other signs.
const BLANKS = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const ENDS = new RegExp(`^${BLANKS}+|${BLANKS}+$`, "g");
const EVERY_BLANK = new RegExp(BLANKS, "g");
// Browsers send tabs and line ends; no other control has an honest source, nor has half a character.
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]/u;
const DIGIT = /\p{Nd}/u;
const LARGEST = 2n ** 53n;
const GROUPING = 4;

class Refused extends Error {
  constructor(code, params = {}) {
    super(code);
    this.error = { code, params };
  }
}
const refuse = (code, params) => {
  throw new Refused(code, params);
};

const isBlank = (text) => text.replace(EVERY_BLANK, "") === "";
const oneOf = (values) => {
  const given = (values ?? []).filter((value) => !isBlank(value));
  if (given.length > 1) refuse("choice.several");
  return given[0] ?? null;
};

// The digits of a script follow one another, ten by ten.
const digitOf = (sign) => {
  let first = sign.codePointAt(0);
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return (sign.codePointAt(0) - first) % 10;
};
const plainDigits = (text) =>
  text.replace(ENDS, "").replace(/\p{Nd}/gu, digitOf).replaceAll("\u2212", "-");

const wholeNumber = (text) => {
  const digits = plainDigits(text);
  if (!/^[+-]?[0-9]{1,18}$/.test(digits) || BigInt(digits.replace(/^[+-]/, "")) > LARGEST) refuse("number.whole");
  return Number(digits) + 0;
};
const decimalNumber = (text) => {
  const digits = plainDigits(text).replace(/[,\u066b]/g, ".");
  if (!/^[+-]?([0-9]{1,15}(\.[0-9]{1,15})?|\.[0-9]{1,15})$/.test(digits)) refuse("number.decimal");
  return Number(digits) + 0;
};
const within = ({ min: low, max: high }, number) => {
  if (!(low && number < Number(low)) && !(high && number > Number(high))) return number;
  if (!low) refuse("number.high", { high });
  if (!high) refuse("number.low", { low });
  return refuse("number.range", { low, high });
};

const dayOf = (text) => {
  const digits = plainDigits(text);
  const [, year, month, day] = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$/.exec(digits) ?? [];
  const [, first, second, last] = /^([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})$/.exec(digits) ?? [];
  if (!year && !last) refuse("date.unreadable");
  const given = [year ?? last, month ?? second, day ?? first].map((part) => part.padStart(2, "0")).join("-");
  return isDay(given) ? given : refuse("date.none");
};
const dayWithin = ({ min: low = "1900-01-01", max: high = "2100-12-31" }, day) =>
  low <= day && day <= high ? day : refuse("date.range", { low, high });

const wordsOf = (text, longest) => {
  if (CONTROLS.test(text)) refuse("text.control");
  if ([...text.replaceAll("\r\n", "\n")].length > longest) refuse("text.long", { n: longest });
  return text;
};
const fits = (pattern, text) => {
  try {
    return new RegExp(`^(?:${pattern})$`, "su").test(text);
  } catch {
    // Studies are checked for patterns that phones do not understand; the server will tell.
    return true;
  }
};
const fitting = ({ pattern }, text) => (!pattern || fits(pattern, text) ? text : refuse("text.pattern"));
const codeOf = (text) =>
  plainDigits(text).normalize("NFKC").replace(/\p{Pd}/gu, "").replace(EVERY_BLANK, "").toUpperCase();
const longestOf = ({ max_length = 500 }) => max_length;

const choiceOf = ({ choices }, text) =>
  choices.find(({ name }) => String(name) === text) ?? refuse("choice.unknown");
const refuseCompany = (picked) => {
  if (picked.length > 1 && picked.some((choice) => choice.exclusive || choice.missing)) refuse("choice.exclusive");
};
const severalOf = (question, sent) => {
  const found = sent.filter((text) => !isBlank(text)).map((text) => choiceOf(question, text));
  const picked = question.choices.filter((choice) => found.includes(choice));
  refuseCompany(picked);
  if (question.max_choices && picked.length > question.max_choices) refuse("choice.many", { n: question.max_choices });
  return picked.length ? picked.map(({ name }) => name) : null;
};
const rankedOf = (question, raw) => {
  const high = question.max_choices || question.choices.filter((choice) => !choice.missing).length || 1;
  const places = [];
  for (const choice of question.choices) {
    const text = oneOf(raw(`.${choice.name}`));
    if (text === null) continue;
    const place = wholeNumber(text);
    if (place < 1 || place > high) refuse("number.range", { low: 1, high });
    if (places[place]) refuse("rank.twice", { place });
    places[place] = choice;
  }
  const ranked = places.filter(Boolean);
  refuseCompany(ranked);
  if (ranked.length && ranked.length !== places.length - 1) refuse("rank.gap");
  return ranked.length ? ranked.map(({ name }) => name) : null;
};
const gridOf = (question, raw) => {
  const cellOf = (text) => (text === null ? null : within(question, wholeNumber(text)));
  const wrong = [];
  const cells = question.rows.map(({ name }) => {
    try {
      return [name, cellOf(oneOf(raw(`.${name}`)))];
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      wrong.push([`.${name}`, thrown.error]);
      return [name, null];
    }
  });
  if (wrong.length) refuse(wrong[0][1].code, { ...wrong[0][1].params, fields: wrong.map(([field]) => field) });
  return cells.some(([, cell]) => cell !== null) ? Object.fromEntries(cells) : null;
};

// One text -> its value, for the types that have one field.
const TYPED = {
  select_one: (question, text) => choiceOf(question, text).name,
  integer: (question, text) => within(question, wholeNumber(text)),
  decimal: (question, text) => within(question, decimalNumber(text)),
  text: (question, text) => fitting(question, wordsOf(text, longestOf(question))),
  code: (question, text) => {
    const code = codeOf(wordsOf(text, GROUPING * longestOf(question)));
    return code ? fitting(question, wordsOf(code, longestOf(question))) : null;
  },
  date: (question, text) => dayWithin(question, dayOf(text)),
};
const SEVERAL = { select_multiple: (question, raw) => severalOf(question, raw("")), rank: rankedOf, integer_grid: gridOf };

const partsOf = ({ type, choices, rows, missing }) => {
  if (type === "note" || type === "calculate") return [];
  if (type === "rank") return choices.map(({ name }) => `.${name}`);
  return [...(rows ? rows.map(({ name }) => `.${name}`) : [""]), ...(missing ? [".missing"] : [])];
};
export const fieldNames = (question) =>
  [...partsOf(question).map((part) => question.name + part), otherName(question)].filter((name) => name !== null);

const readValue = (question, raw) => {
  const mark = oneOf(raw(".missing"));
  if (mark === null) {
    if (own(SEVERAL, question.type)) return SEVERAL[question.type](question, raw);
    const text = oneOf(raw(""));
    return text === null ? null : TYPED[question.type](question, text);
  }
  if (!question.missing.includes(mark)) refuse("choice.unknown");
  const others = partsOf(question).filter((part) => part !== ".missing");
  return others.some((part) => raw(part).some((text) => !isBlank(text))) ? refuse("missing.both") : { missing: mark };
};
const readQuestion = (question, step, sent) => {
  const parts = partsOf(question);
  const raw = (part) => (parts.includes(part) && own(sent, question.name + part)) || [];
  const value = readValue(question, raw);
  if (!isOffered(step, question, value)) refuse("choice.unknown");
  const other = otherName(question);
  if (!other) return { [question.name]: value };
  const said = oneOf(own(sent, other));
  return { [question.name]: value, [other]: said === null ? null : wordsOf(said, longestOf(question)) };
};

// sent = {field: [values]}; strangers are fields that the page does not have.
export const readPage = (step, sent) => {
  const values = {};
  const refused = {};
  for (const question of step.asked.filter(({ type }) => type !== "note")) {
    try {
      Object.assign(values, readQuestion(question, step, sent));
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      refused[question.name] = thrown.error;
    }
  }
  const errors = { ...brokenIn(step, values, refused), ...refused };
  for (const name of Object.keys(values)) if (Object.hasOwn(errors, name.replace(/\.other$/, ""))) delete values[name];
  const fields = step.asked.flatMap(fieldNames);
  return { values, errors, strangers: Object.keys(sent).filter((name) => !fields.includes(name)).sort() };
};

// A number as people write it, without an exponent; no decimal that was read has more than fifteen places.
const plainText = (value) => (/e-/.test(value) ? value.toFixed(15).replace(/0+$/, "") : String(value));

// The form fields that stand for a stored answer: the way back from reading.
export const show = (question, value) => {
  if (isMark(value)) return { ".missing": [value.missing] };
  if (question.type === "select_multiple") return isList(value) ? { "": value.map(String) } : {};
  if (question.type === "rank")
    return Object.fromEntries((isList(value) ? value : []).map((name, place) => [`.${name}`, [String(place + 1)]]));
  if (value === null) return {};
  if (typeof value !== "object") return { "": [isText(value) ? value : plainText(value)] };
  return Object.fromEntries(Object.entries(value).flatMap(([row, cell]) => (cell === null ? [] : [[`.${row}`, [String(cell)]]])));
};
