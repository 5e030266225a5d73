// The block that the respondent fills in alone: opened by handing the phone over, sealed before it goes back.
import { following } from "./flow.js";
import { answersOf, runOf, soundAnswers, pathOf, walked } from "./assist_draft.js";
import { documentOf, envelopeOf, openPart, sealsAnything } from "./documents.js";
import { interviewIdOf } from "./seal.js";

const NOTHING = { answers: {}, earlier: {}, pace: {} };

// Each time the phone is handed over the block begins anew with empty pages: what was said before a crash is kept
// underneath and never shown, since nobody can tell into whose hands the phone fell meanwhile.
export const openBlock = (book, draft, page) => {
  const before = draft.block || NOTHING;
  const earlier = { ...before.earlier, ...before.answers };
  const block = { pages: runOf(book, page), earlier, answers: {}, typed: {}, turned: [], pace: before.pace };
  return { ...draft, here: page, handOver: "self", block };
};

export const blockSteps = (book, draft) =>
  pathOf(book, draft).filter(({ page }) => draft.block.pages.includes(page.name));

const numberedIn = (steps) => steps.map((step, index) => ({ ...step, number: index + 1 }));

// The next page of the block; null when it is done.
export const nextInBlock = (book, draft, page) => {
  const steps = numberedIn(blockSteps(book, draft));
  const here = steps.find((step) => step.page.name === page);
  const number = following(steps, here, draft.block.turned, answersOf(draft));
  return number ? steps[number - 1].page.name : null;
};

export const previousInBlock = (book, draft, page) => {
  const names = blockSteps(book, draft).map((step) => step.page.name);
  return names[names.indexOf(page) - 1] || null;
};

const countOf = (steps, answers) => {
  const shown = steps.flatMap(({ asked }) => asked).filter(({ type }) => type !== "note");
  return { shown: shown.length, given: shown.filter(({ name }) => (answers[name] ?? null) !== null).length };
};

// A page that was not turned this time takes nothing back that was said on it before.
const saidAlone = (book, { earlier, answers, turned }) => {
  const pages = book.doc.flow.pages.filter(({ name }) => turned.includes(name));
  const names = new Set(pages.flatMap(({ questions }) => questions.map(({ name }) => name)));
  const stands = ([name, value]) => value !== null || names.has(name.replace(/\.other$/, ""));
  return { ...earlier, ...Object.fromEntries(Object.entries(answers).filter(stands)) };
};

// Seal the block to the researchers; of the sealed answers nothing stays but how many there were.
export const closeBlock = async (age, book, draft) => {
  const { pages, pace } = draft.block;
  const all = soundAnswers(book, draft, { ...draft.answers, ...saidAlone(book, draft.block) });
  const steps = walked(book, draft, all).filter(({ page }) => pages.includes(page.name));
  const whole = documentOf(steps, book.orders, all, pace);
  const seals = sealsAnything(book.doc, book.wave);
  const envelope = seals && steps.length && (await envelopeOf(age, book.wave.recipients, await interviewIdOf(draft.token), whole));
  const open = seals ? openPart(whole, book.doc.flow.sealed) : whole;
  const closed = [...(draft.closed || []), { pages, open, envelope: envelope || null, ...countOf(steps, all) }];
  const end = steps.map((step) => step.end).find(Boolean) || null;
  return { draft: { ...draft, answers: { ...draft.answers, ...open.answers }, block: null, closed }, end };
};

// The enumerator says that nobody can be alone here. What was sealed before stays; the rest is not asked.
export const skipBlock = (book, draft, page) => {
  if (!draft.closed) return { ...draft, handOver: "no_privacy", block: null };
  const pages = runOf(book, page);
  const steps = pathOf(book, draft).filter((step) => pages.includes(step.page.name));
  const open = documentOf([], book.orders, {}, {});
  return { ...draft, block: null, closed: [...draft.closed, { pages, open, envelope: null, ...countOf(steps, {}) }] };
};
