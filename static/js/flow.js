// Mirrors kapsurvey/questionnaire/flow.py: which pages are asked, decided anew from the answers each time.
import { evaluate, holds, isList, own } from "./expression.js";

const allows = (condition, known) => !condition || holds(condition, known);
export const isMark = (value) => value !== null && typeof value === "object" && !isList(value) && Object.hasOwn(value, "missing");
const seenAs = (value) => (isMark(value) ? null : value);
const pickedIn = (value) => (isList(value) ? value : [value]);
const nameOf = (thing) => thing.name;
const isAnswered = (question) => question.type !== "note";

// Without privacy the pages that nobody may read out are left out of an assisted interview.
const isWithheld = (page, { mode, hand_over }) => page.self_only && mode === "assisted" && hand_over === "no_privacy";

const worksOut = (page, known) => {
  const calculated = {};
  for (const { name, type, calculation, relevant } of page.questions) {
    if (type !== "calculate" || !calculation || !allows(relevant, known)) continue;
    const value = evaluate(calculation, { ...known, ...calculated });
    calculated[name] = typeof value === "boolean" ? null : value;
  }
  return calculated;
};

const endOf = (asked, answers) => {
  for (const { name, choices = [] } of asked) {
    const picked = pickedIn(own(answers, name));
    const ending = choices.find((choice) => choice.end && picked.includes(choice.name));
    if (ending) return ending.end;
  }
  return null;
};

export const walk = (flow, orders, answers, around) => {
  const steps = [];
  const known = { ...around };
  let calculated = {};
  for (const page of orders.pages.map((name) => flow.pages.find((one) => one.name === name))) {
    if (isWithheld(page, around) || !allows(page.relevant, known)) continue;
    const asked = page.questions.filter(({ type, relevant }) => type !== "calculate" && allows(relevant, known));
    // A page of calculations alone belongs to the page before it, or to the first.
    if (asked.length && steps.length) calculated = {};
    const workedOut = worksOut(page, known);
    Object.assign(calculated, workedOut);
    Object.assign(known, workedOut);
    if (!asked.length) continue;
    const end = endOf(asked, answers);
    steps.push({ page, asked, known: { ...known }, number: steps.length + 1, end, calculated });
    for (const { name } of asked.filter(isAnswered)) known[name] = seenAs(own(answers, name));
    if (end) break;
  }
  return steps;
};

const inOrder = (things, names) =>
  names ? names.map((name) => things.find((thing) => thing.name === name)).filter(Boolean) : things;
export const questionsOf = (step, orders) => inOrder(step.asked, own(orders.questions, step.page.name));
export const offers = (step, choice) => allows(choice.relevant, step.known);
export const choicesOf = (step, question, orders) =>
  inOrder(question.choices ?? [], own(orders.choices, question.name)).filter((choice) => offers(step, choice));
export const rowsOf = (question, orders) => inOrder(question.rows ?? [], own(orders.rows, question.name));
export const otherName = (question) => (question.choices?.some((choice) => choice.other) ? `${question.name}.other` : null);

// The answers of a finished interview: those on the path, null where left blank.
export const kept = (steps, answers) => {
  const final = {};
  for (const { asked, calculated } of steps) {
    Object.assign(final, calculated);
    for (const question of asked.filter(isAnswered)) {
      const value = own(answers, question.name);
      final[question.name] = value;
      const picked = pickedIn(value);
      const isOther = question.choices?.some((choice) => choice.other && picked.includes(choice.name));
      if (isOther) final[otherName(question)] = own(answers, otherName(question));
    }
  }
  return final;
};

export const isOffered = (step, question, value) => {
  if (!question.choices) return true;
  const offered = question.choices.filter((choice) => offers(step, choice)).map(nameOf);
  return pickedIn(value).every((name) => !Number.isInteger(name) || offered.includes(name));
};

// Question -> error: required answers that are missing, and constraints that do not hold.
export const brokenIn = (step, values, errors) => {
  const known = { ...step.known };
  for (const name of Object.keys(values)) known[name] = seenAs(values[name]);
  const isThere = (name) => own(known, name) !== null;
  const broken = {};
  for (const { name, type, required, constraint, refers, constraint_message = "" } of step.asked) {
    if (type === "note" || Object.hasOwn(errors, name)) continue;
    if (required && own(values, name) === null) broken[name] = { code: "required", params: {} };
    else if (constraint && refers.every(isThere) && !holds(constraint, known))
      broken[name] = { code: "constraint", params: { message: constraint_message } };
  }
  return broken;
};

// Questions whose stored answers cannot stand any more: an earlier page may have changed since.
export const unfit = (step, answers) => {
  const values = Object.fromEntries(step.asked.map(({ name }) => [name, own(answers, name)]));
  const broken = brokenIn(step, values, {});
  const isUnfit = (question) =>
    !isOffered(step, question, values[question.name]) || own(broken, question.name)?.code === "constraint";
  return step.asked.filter(isUnfit).map(nameOf);
};

export const standing = (step, answers) =>
  step.asked.every(({ name, required }) => !required || own(answers, name) !== null) && !unfit(step, answers).length;

// The answers without those that a change further up made impossible; taking one away may change the path.
export const sound = (flow, orders, answers, around) => {
  const lost = walk(flow, orders, answers, around).flatMap((step) => unfit(step, answers));
  if (!lost.length) return answers;
  const stands = ([name]) => !lost.includes(name.replace(/\.other$/, ""));
  return sound(flow, orders, Object.fromEntries(Object.entries(answers).filter(stands)), around);
};

// The furthest page that may be opened: the first that was never turned, or the last.
export const reachable = (steps, turned) =>
  steps.find(({ page }) => !turned.includes(page.name))?.number ?? steps.length;

// The next page; after the last one a page that a change further up has opened or made wrong; else null.
export const following = (steps, here, turned, answers) => {
  if (here.number < steps.length) return here.number + 1;
  return steps.find((step) => !turned.includes(step.page.name) || !standing(step, answers))?.number ?? null;
};
