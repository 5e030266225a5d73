// An interview in the making on an enumerator's phone: what it holds, and how each page changes it. Nothing here is
// stored or shown. A ``book`` is the questionnaire in one language with this interview's orders: {doc, orders, wave}.
import { storedFields } from "./filling.js";
import { following, sound, walk } from "./flow.js";
import { fieldNames, readPage } from "./reading.js";
import { base64url, randomOf } from "./bytes.js";
import { newTokenOfDevice, seedOf } from "./seal.js";

const LONGEST_PACE = 3600;

// The day as the phone's owner reads it off the wall.
export const wallDay = (moment = new Date()) =>
  [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((n) => String(n).padStart(2, "0")).join("-");

export const beginInterview = async ({ wave, site, language, number, enumerator }) => {
  const token = newTokenOfDevice();
  return {
    token,
    receiptKey: base64url(randomOf(32)),
    seed: await seedOf(token),
    wave: wave.id,
    fingerprint: wave.fingerprint,
    language,
    site,
    number,
    enumerator,
    ...{ answers: {}, typed: {}, turned: [], pace: {}, here: null, handOver: null, block: null, closed: null },
  };
};

const aroundOf = ({ wave }, draft) => ({
  today: wallDay(),
  mode: "assisted",
  wave: wave.name,
  language: draft.language,
  hand_over: draft.handOver,
});

// While the respondent holds the phone, what is said there counts; what was said before counts only underneath.
export const answersOf = (draft) => ({ ...draft.answers, ...(draft.block ? draft.block.answers : {}) });
export const pathOf = (book, draft) => walk(book.doc.flow, book.orders, answersOf(draft), aroundOf(book, draft));
export const soundAnswers = (book, draft, answers) =>
  sound(book.doc.flow, book.orders, answers, aroundOf(book, draft));
export const walked = (book, draft, answers) => walk(book.doc.flow, book.orders, answers, aroundOf(book, draft));

// The part of a draft that a page belongs to: the block's own, or the draft itself.
const partOf = (draft) => draft.block || draft;
const withPart = (draft, changes) =>
  draft.block ? { ...draft, block: { ...draft.block, ...changes } } : { ...draft, ...changes };

const paced = (part, page, seconds) => {
  const sofar = (part.pace[page] || 0) + Math.min(Math.max(Math.round(seconds), 0), LONGEST_PACE);
  return { ...part.pace, [page]: Math.min(sofar, LONGEST_PACE) };
};

const lacking = (things, name) => Object.fromEntries(Object.entries(things).filter(([key]) => key !== name));

const ownFields = (step, sent) => {
  const names = new Set(step.asked.flatMap(fieldNames));
  return Object.fromEntries(Object.entries(sent).filter(([name]) => names.has(name)));
};

// What a page holds, read and kept. It is turned where ``turn`` is asked for and nothing on it is wrong; what cannot be
// read stays as it was typed.
export const withPage = (draft, step, sent, { seconds = 0, turn = false } = {}) => {
  const page = step.page.name;
  const part = partOf(draft);
  const { values, errors, strangers } = readPage(step, ownFields(step, sent));
  const unread = Object.values(errors).some(({ code }) => turn || code !== "required");
  const isSound = !Object.keys(errors).length && !strangers.length;
  const turned = turn && isSound && !part.turned.includes(page) ? [...part.turned, page] : part.turned;
  const typed = unread ? { ...part.typed, [page]: ownFields(step, sent) } : lacking(part.typed, page);
  const answers = { ...part.answers, ...values };
  return { draft: withPart(draft, { answers, turned, typed, pace: paced(part, page, seconds) }), errors, isSound };
};

// The fields of a page as they were typed, or as they show what is kept.
export const fieldsOf = (draft, step) => {
  const { typed, answers } = partOf(draft);
  return Object.hasOwn(typed, step.page.name) ? typed[step.page.name] : storedFields(step, answers);
};

export const errorsOf = (draft, step) => {
  const typed = partOf(draft).typed[step.page.name];
  return typed ? readPage(step, typed).errors : {};
};

// The neighbouring pages that nobody may read out; together they are one block.
export const runOf = (book, page) => {
  const { pages } = book.doc.flow;
  const isOwn = (name) => Boolean(pages.find((one) => one.name === name).self_only);
  const names = book.orders.pages;
  const at = names.indexOf(page);
  if (!isOwn(page)) return [];
  let first = at;
  let last = at;
  while (first > 0 && isOwn(names[first - 1])) first -= 1;
  while (last < names.length - 1 && isOwn(names[last + 1])) last += 1;
  return names.slice(first, last + 1);
};

const isClosed = (draft, page) => (draft.closed || []).some(({ pages }) => pages.includes(page));

// Where the interview goes on after a page: a page's name; null at the end.
export const pageAfter = (book, draft, page) => {
  const steps = pathOf(book, draft);
  const done = [...draft.turned, ...steps.map((step) => step.page.name).filter((name) => isClosed(draft, name))];
  const open = steps.filter((step) => !isClosed(draft, step.page.name));
  const order = book.orders.pages;
  const later = open.find((step) => order.indexOf(step.page.name) > order.indexOf(page));
  if (later) return later.page.name;
  const last = steps[steps.length - 1];
  const left = following(open, { ...last, number: steps.length }, done, draft.answers);
  return left ? steps[left - 1].page.name : null;
};

// The page before it that the enumerator may see, or null.
export const pageBefore = (book, draft, page) => {
  const order = book.orders.pages;
  const isBefore = ({ page: { name } }) => order.indexOf(name) < order.indexOf(page) && !isClosed(draft, name);
  const before = pathOf(book, draft).filter(isBefore).pop();
  return before ? before.page.name : null;
};

// The furthest page that may be opened.
export const furthest = (book, draft) => {
  const steps = pathOf(book, draft).filter((step) => !isClosed(draft, step.page.name));
  const open = steps.find((step) => !draft.turned.includes(step.page.name)) || steps[steps.length - 1];
  return open.page.name;
};
