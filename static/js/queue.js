// Finished interviews on their way to the server: sealed, counted, kept until a receipt proves that they arrived.
import { base64, hexOf, randomOf } from "./bytes.js";
import { bundleId, expectedReceipt, outerSeal } from "./seal.js";
import { copies } from "./second_copy.js";
import { change, ownRecords, record, records, settled } from "./storage.js";

const DEVICE = " device";
const NONE = { made: 0, sent: 0, lost: 0 };
const MIRROR = "kapsurvey-count-";

// A second account beside the database, which may be cleared or thrown out without a word.
export const mirrored = (owner) => ({ ...NONE, drafts: 0, ...JSON.parse(localStorage.getItem(MIRROR + owner) || "{}") });
const mirror = (owner, counts) =>
  localStorage.setItem(MIRROR + owner, JSON.stringify({ ...mirrored(owner), ...counts }));

export const device = async (db) => {
  const kept = (await record(db, "counters", DEVICE)) || { owner: DEVICE, sequence: 0 };
  const other = mirrored(DEVICE);
  const id = kept.id || other.id || hexOf(randomOf(16));
  return { owner: DEVICE, id, sequence: Math.max(kept.sequence, other.sequence || 0) };
};

// The next number of this phone. Order goes by it and not by the clock, which people set as they like.
const numbered = async (db) => {
  const before = await device(db);
  const next = await change(db, ["counters"], async ({ counters }) => {
    const kept = await settled(counters.get(DEVICE));
    const taken = { ...before, sequence: Math.max(before.sequence, kept ? kept.sequence : 0) + 1 };
    counters.put(taken);
    return taken;
  });
  mirror(DEVICE, { id: next.id, sequence: next.sequence });
  return { device: next.id, sequence: next.sequence };
};

// Seal an interview and put it in the queue; the draft it came from goes in the same step, so that it is there once.
export const finish = async ({ db, owner, draftId, item, serverKey }) => {
  const { device: phone, sequence } = await numbered(db);
  const sealed = await outerSeal(serverKey, { ...item, device: phone, sequence });
  const id = await bundleId(sealed);
  const row = { id, owner, sealed, sequence, expected: await expectedReceipt(item.receipt_key, id) };
  const counts = await change(db, ["queue", "drafts", "counters"], async (on) => {
    if (draftId && !(await settled(on.drafts.get(draftId)))) throw new Error("finished already");
    const before = { owner, ...NONE, ...(await settled(on.counters.get(owner))) };
    if (draftId) on.drafts.delete(draftId);
    on.queue.add(row);
    const after = { ...before, made: before.made + 1 };
    on.counters.put(after);
    return after;
  });
  mirror(owner, { made: counts.made, drafts: (await ownRecords(db, "drafts", owner)).length });
  return id;
};

export const pending = async (db, owner) =>
  (await ownRecords(db, "queue", owner)).sort((one, other) => one.sequence - other.sequence);

// One arrived. The second account is told first: should the phone stop in between, nothing seems lost that is not.
export const arrived = async (db, owner, id) => {
  const counts = { ...NONE, ...(await record(db, "counters", owner)) };
  mirror(owner, { sent: counts.sent + 1 });
  await change(db, ["queue", "counters"], async ({ queue, counters }) => {
    if (!(await settled(queue.get(id)))) return;
    const before = { owner, ...NONE, ...(await settled(counters.get(owner))) };
    queue.delete(id);
    counters.put({ ...before, sent: before.sent + 1 });
  });
};

export const draftsCounted = async (db, owner) => mirror(owner, { drafts: (await ownRecords(db, "drafts", owner)).length });

// What was made, sent, and waits; ``missing`` and ``draftsMissing`` are gone from this phone without having been sent.
export const counts = async (db, owner) => {
  const kept = { ...NONE, ...(await record(db, "counters", owner)) };
  const other = mirrored(owner);
  const waiting = (await ownRecords(db, "queue", owner)).length;
  const drafts = (await ownRecords(db, "drafts", owner)).length;
  const expected = Math.max(kept.made - kept.sent - kept.lost, other.made - other.sent - other.lost);
  const made = Math.max(kept.made, other.made);
  const missing = Math.max(0, expected - waiting);
  return { made, sent: Math.max(kept.sent, other.sent), waiting, drafts, missing, draftsMissing: Math.max(0, other.drafts - drafts) };
};

// The enumerator has seen what is missing; from here on only new losses are told.
export const lossSeen = async (db, owner) => {
  const { made, sent, waiting, drafts } = await counts(db, owner);
  const lost = made - sent - waiting;
  await change(db, ["counters"], ({ counters }) => counters.put({ owner, made, sent, lost }));
  mirror(owner, { made, sent, lost, drafts });
};

export const lineOf = ({ id, sealed }) => JSON.stringify({ id, sealed: base64(sealed) });

export const deviceLine = async (db, owner) => {
  const { made, waiting } = await counts(db, owner);
  return JSON.stringify({ device: (await device(db)).id, made, unsent: waiting });
};

// The queue as a file that can be handed in from any computer; nobody but the server can open what is in it.
export const exportFile = async (db, owner) => {
  const rows = owner ? await pending(db, owner) : await records(db, "queue");
  return fileOf(owner ? [await deviceLine(db, owner)] : [], rows);
};

// The same for a database that does not open: from its second copy.
export const exportCopies = async () =>
  fileOf([], (await copies()).filter(({ store }) => store === "queue").map(({ row }) => row));

const fileOf = (first, rows) =>
  new Blob([[...first, ...rows.map(lineOf), ""].join("\n")], { type: "application/x-ndjson" });
