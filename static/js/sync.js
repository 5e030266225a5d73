// Sends the queue in bundles; an interview leaves the phone only when its receipt has been checked.
import { arrived, deviceLine, lineOf, pending } from "./queue.js";

const MOST_ITEMS = 50;
const MOST_BYTES = 1_500_000;
const BUNDLES = "/staff/bundle";
const WAVES = "/staff/waves.json";

// As many as fit into one bundle, always at least one.
const bundle = (rows) => {
  const lines = [];
  let size = 0;
  for (const line of rows.slice(0, MOST_ITEMS).map(lineOf)) {
    size += line.length;
    if (lines.length && size > MOST_BYTES) break;
    lines.push(line);
  }
  return lines;
};

const isJson = (reply) => (reply.headers.get("Content-Type") || "").startsWith("application/json");

// The server's answer as JSON, or the name of what stood in the way.
const asked = async (send, address, options = {}) => {
  let reply;
  try {
    reply = await send(address, { credentials: "same-origin", cache: "no-store", ...options });
  } catch (error) {
    return { state: "offline" };
  }
  if (reply.status >= 500) return { state: "busy" };
  if (reply.redirected || [401, 403].includes(reply.status)) return { state: "signed_out" };
  if (!reply.ok || !isJson(reply)) return { state: reply.ok ? "signed_out" : "refused" };
  try {
    return { state: "done", content: await reply.json() };
  } catch (error) {
    // The line broke within the reply: whatever the server has done, the queue stands as it is.
    return { state: "offline" };
  }
};

export const fetchWaves = async (send = fetch) => asked(send, WAVES);

export const askedFor = async (address, send = fetch) => asked(send, address);

// Take out of the queue what is proven to be stored; the ids that are left over.
const settle = async (db, owner, rows, items) => {
  const results = new Map(items.map((item) => [item.id, item]));
  const left = { conflicts: 0, unproven: 0, sent: 0 };
  for (const row of rows) {
    const { result, receipt } = results.get(row.id) || {};
    if (!["stored", "conflict"].includes(result) || receipt !== row.expected) {
      left.unproven += 1;
      continue;
    }
    await arrived(db, owner, row.id);
    left.sent += 1;
    left.conflicts += result === "conflict" ? 1 : 0;
  }
  return left;
};

const sendAll = async ({ db, owner, form, send }) => {
  const total = { sent: 0, conflicts: 0, unproven: 0 };
  let rows = await pending(db, owner);
  while (rows.length) {
    const lines = bundle(rows);
    const body = [await deviceLine(db, owner), ...lines, ""].join("\n");
    const headers = { "Content-Type": "application/x-ndjson", Accept: "application/json", "X-Form": form };
    const { state, content } = await asked(send, BUNDLES, { method: "POST", headers, body });
    if (state !== "done") return { ...total, state };
    const part = await settle(db, owner, rows.slice(0, lines.length), content.items || []);
    for (const name of Object.keys(total)) total[name] += part[name];
    rows = rows.slice(lines.length);
  }
  return { ...total, state: total.unproven ? "unproven" : "done" };
};

// Once the queue is empty the server hears that as well, so that it can tell whose phone still holds something; it
// answers with how much of the enumerator's work is stored, from whatever phone.
const report = async ({ db, owner, form, send }) => {
  const headers = { "Content-Type": "application/x-ndjson", Accept: "application/json", "X-Form": form };
  const { content } = await asked(send, BUNDLES, { method: "POST", headers, body: `${await deviceLine(db, owner)}\n` });
  return content && content.mine;
};

// At most one at a time, however many windows are open. ``waves`` is what the server says about its waves.
export const synchronise = async ({ db, owner, send = fetch, locks = navigator.locks }) =>
  locks.request("kapsurvey-sync", { ifAvailable: true }, async (lock) => {
    if (!lock) return { state: "running" };
    const { state, content: waves } = await fetchWaves(send);
    if (state !== "done") return { state };
    if (String(waves.enumerator) !== owner) return { state: "other_person", other: waves.enumerator };
    const around = { db, owner, form: waves.form, send };
    const result = await sendAll(around);
    if (result.state === "done") result.mine = await report(around);
    return { ...result, waves };
  });
