// What leaves the phone: a finished interview or an attempt, as the server expects it inside the outer seal.
import { outcome } from "./outcome.js";
import { wallDay, soundAnswers, walked } from "./assist_draft.js";
import { documentOf, envelopeOf, merged, openPart, sealsAnything } from "./documents.js";
import { base64url, randomOf } from "./bytes.js";
import { interviewIdOf, newTokenOfDevice } from "./seal.js";

// A closed block counts by how many of its questions were answered; which ones, nobody here knows any more.
const counted = ({ shown, given }, index) => {
  const names = Array.from({ length: shown }, (_, n) => `closed ${index} ${n}`);
  return { asked: names.map((name) => ({ name, type: "counted" })), answered: names.slice(0, given) };
};

const outcomeOf = (steps, answers, closed) => {
  const blocks = closed.map(counted);
  const given = Object.fromEntries(blocks.flatMap((block) => block.answered).map((name) => [name, true]));
  return outcome([...steps, ...blocks], { ...answers, ...given });
};

const enclosed = async (age, book, draft, whole) => {
  if (!sealsAnything(book.doc, book.wave)) return whole;
  const envelope = await envelopeOf(age, book.wave.recipients, await interviewIdOf(draft.token), whole);
  const blocks = (draft.closed || []).map((one) => one.envelope).filter(Boolean);
  return { ...openPart(whole, book.doc.flow.sealed), envelope, ...(blocks.length ? { block: blocks.join("\n") } : {}) };
};

const common = ({ token, receiptKey, wave, enumerator, site }) => ({
  token,
  receipt_key: receiptKey,
  wave,
  enumerator,
  site,
  date: wallDay(),
});

// ``end`` is refused or ineligible: then the outcome is kept and nothing else.
export const interviewItem = async (age, book, draft, end) => {
  const closed = draft.closed || [];
  const { fingerprint, language, handOver } = draft;
  const item = { kind: "interview", ...common(draft), fingerprint, language, mode: "assisted", hand_over: end ? null : handOver };
  if (end) return { ...item, outcome: end, document: {} };
  const answers = soundAnswers(book, draft, draft.answers);
  const isClosed = ({ page }) => closed.some(({ pages }) => pages.includes(page.name));
  const steps = walked(book, draft, answers).filter((step) => !isClosed(step));
  const main = documentOf(steps, book.orders, answers, draft.pace);
  const whole = closed.reduce((sofar, { open }) => merged(sofar, open), main);
  return { ...item, outcome: outcomeOf(steps, answers, closed), document: await enclosed(age, book, draft, whole) };
};

// AAPOR's groups of those with whom there was no interview.
export const NO_INTERVIEW = ["refused", "not_at_home", "unable", "language", "ineligible", "not_found", "other"];

export const attemptItem = ({ wave, site, enumerator, outcome: what }) => ({
  kind: "attempt",
  ...common({ token: newTokenOfDevice(), receiptKey: base64url(randomOf(32)), wave: wave.id, enumerator, site }),
  outcome: what,
});
