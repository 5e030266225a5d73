// What a page shows for one respondent; mirrors kapsurvey/web/pages.py.
import { own } from "./expression.js";
import { choicesOf, otherName, questionsOf, rowsOf } from "./flow.js";
import { fieldNames, show } from "./reading.js";

const UNSAID = "…";
// Babel, which speaks for the server, knows one calendar, one set of digits and rounds halves to even.
const DAY = { dateStyle: "medium", timeZone: "UTC", calendar: "gregory", numberingSystem: "latn" };
const NUMBER = { numberingSystem: "latn", useGrouping: "always", roundingMode: "halfEven" };

const spoken = (doc, text) => text.replace(/\$\{([A-Za-z_]\w*)\}/g, (_, name) => own(doc.words, name) || UNSAID);

// An answer as a reader of this language writes it; an ellipsis where there is none.
export const said = (doc, question, value) => {
  if (value === null || (typeof value === "object" && !Array.isArray(value))) return UNSAID;
  if (question.choices) return spoken(doc, own(own(doc.flow.said, question.name) ?? {}, value) ?? "");
  if (question.type === "date") return new Intl.DateTimeFormat(doc.tag, DAY).format(new Date(value));
  return typeof value === "number" ? new Intl.NumberFormat(doc.tag, NUMBER).format(value) : String(value);
};

const pipesIn = (parts) =>
  parts.flatMap((part) => {
    if (typeof part === "string") return [];
    const [kind, name, inner = []] = part;
    return kind === "bdi" ? [name.slice("pipe:".length)] : pipesIn(inner);
  });

const saidBefore = (doc, step) => {
  const piped = pipesIn(doc.pages[step.page.name].main);
  const questions = piped.length ? doc.flow.pages.flatMap((page) => page.questions) : [];
  const found = questions.filter(({ name }) => piped.includes(name));
  return found.map((question) => [`pipe:${question.name}`, said(doc, question, own(step.known, question.name))]);
};

const orderOf = (step, orders, wrong) => {
  const questions = questionsOf(step, orders);
  const order = {
    questions: questions.map(({ name }) => name),
    errors: questions.map(({ name }) => name).filter((name) => wrong.includes(name)),
  };
  for (const question of questions) {
    if (!question.randomize && !question.choices?.some((choice) => choice.relevant)) continue;
    order[`choices:${question.name}`] = choicesOf(step, question, orders).map(({ name }) => String(name));
    order[`rows:${question.name}`] = rowsOf(question, orders).map(({ name }) => name);
  }
  return order;
};

// `shown` holds the number of all pages, fields, sentences of errors by question and field, and the names of notices.
export const filling = (doc, orders, step, { total, fields, errors, notices = [] }) => {
  const wrong = Object.keys(errors);
  const shown = new Set([...notices, ...wrong.map((name) => `error:${name}`), ...(wrong.length ? ["errors"] : [])]);
  if (step.number > 1) shown.add("started");
  const texts = { number: String(step.number), total: String(total), ...Object.fromEntries(saidBefore(doc, step)) };
  for (const name of wrong) texts[`error:${name}`] = errors[name];
  for (const name of step.asked.flatMap(fieldNames)) {
    const values = own(fields, name) ?? [];
    for (const value of values) shown.add(`is:${name}=${value}`);
    if (values.length) texts[`value:${name}`] = values[0];
  }
  return { texts, shown, orders: orderOf(step, orders, wrong) };
};

// The form fields that show what is stored.
export const storedFields = (step, answers) => {
  const fields = {};
  for (const question of step.asked) {
    const parts = Object.entries(show(question, own(answers, question.name)));
    for (const [part, values] of parts) fields[question.name + part] = values;
    const other = otherName(question);
    if (other && typeof own(answers, other) === "string") fields[other] = [answers[other]];
  }
  return fields;
};
