// Mirrors kapsurvey/fieldwork/documents.py: what is kept of an interview, in the open and in an envelope.
import { choicesOf, kept, questionsOf, rowsOf } from "./flow.js";
import { innerSeal } from "./seal.js";

const BY_PAGE = ["pace", "page_positions"];
const BY_QUESTION = ["answers", "positions", "choice_order"];
const PARTS = [...BY_PAGE, ...BY_QUESTION];

const namesOf = (things) => things.map((thing) => thing.name);
const shownOrder = (step, question, orders) =>
  namesOf(question.rows ? rowsOf(question, orders) : choicesOf(step, question, orders));

const positionsOf = (step, orders) => {
  const asked = step.page.randomize ? questionsOf(step, orders).filter(({ type }) => type !== "note") : [];
  return asked.map(({ name }, index) => [name, index + 1]);
};

const choiceOrdersOf = (step, orders) =>
  step.asked.filter((question) => question.randomize).map((one) => [one.name, shownOrder(step, one, orders)]);

// Of the pages that were on the path and seen at least once, which is what ``pace`` tells; others were not asked.
export const documentOf = (steps, orders, answers, pace) => {
  const seen = steps.filter((step) => Object.hasOwn(pace, step.page.name));
  return {
    answers: kept(seen, answers),
    pace: Object.fromEntries(seen.map(({ page }) => [page.name, pace[page.name]])),
    positions: Object.fromEntries(seen.flatMap((step) => positionsOf(step, orders))),
    page_positions: Object.fromEntries(seen.filter(({ page }) => page.shuffle).map((step) => [step.page.name, step.number])),
    choice_order: Object.fromEntries(seen.flatMap((step) => choiceOrdersOf(step, orders))),
  };
};

const withheldNames = (part, { answers, pages, places }) => {
  if (BY_PAGE.includes(part)) return pages;
  return part === "positions" ? [...answers, ...places] : answers;
};

// What anybody may read of a document.
export const openPart = (whole, closed) => {
  const open = (part) => {
    // Pages are counted: whether one was shown before tells on those that came after it.
    if (part === "page_positions" && closed.pages.length) return {};
    const withheld = new Set(withheldNames(part, closed));
    return Object.fromEntries(Object.entries(whole[part]).filter(([name]) => !withheld.has(name)));
  };
  return Object.fromEntries(PARTS.map((part) => [part, open(part)]));
};

export const merged = (one, other) =>
  Object.fromEntries(PARTS.map((part) => [part, { ...one[part], ...(other ? other[part] : {}) }]));

// Nothing is sealed where there is nothing to seal, or nobody to seal to: then nobody real answers.
export const sealsAnything = ({ flow }, { recipients }) => flow.sealed.answers.length > 0 && recipients.length > 0;

// An envelope names its interview, so that it cannot be put into another.
export const envelopeOf = (age, recipients, interview, whole) => innerSeal(age, recipients, { interview, ...whole });
