// A second copy of what the phone keeps, in the browser's other store. A browser that is killed while it writes may
// damage its database, and throws a damaged one away without a word.
import { base64, fromBase64 } from "./bytes.js";

const NAME = "kapsurvey-copies";
const AT = "/staff/copy/";
const BYTES = " bytes";
const COPY_NUMBER = "X-Number";
const COPY_VERSION = "X-Version";
const PATIENCE_MS = 2_000;
// A copy is never overwritten, or a browser that is killed just then would leave none: the next goes into the other slot.
const SLOTS = ["a", "b"];

const packed = (_, value) => (value instanceof Uint8Array ? { [BYTES]: base64(value) } : value);
const unpacked = (_, value) => (value?.[BYTES] === undefined ? value : fromBase64(value[BYTES]));
const placeOf = ({ store, key }) => `${AT}${store}/${encodeURIComponent(key)}`;
const placeAt = (url) => new URL(url).pathname.slice(0, -"/a".length);
const whatStandsAt = (place) => {
  const [store, key] = place.slice(AT.length).split("/");
  return { store, key: decodeURIComponent(key) };
};

// One window at a time; none waits for long for another, which may be asleep.
const alone = async (work) => {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), PATIENCE_MS);
  return navigator.locks.request(NAME, { signal: impatience.signal }, async () => {
    clearTimeout(timer);
    return work(await caches.open(NAME));
  });
};

// The copies of one row, latest first: one, or two where a browser was killed between writing and clearing up.
const copiesAt = async (cache, place) => {
  const looked = SLOTS.map((slot) => `${place}/${slot}`).map(async (address) => {
    const reply = await cache.match(address);
    return reply && { address, reply, number: Number(reply.headers.get(COPY_NUMBER)), version: Number(reply.headers.get(COPY_VERSION)) };
  });
  return (await Promise.all(looked)).filter(Boolean).sort((one, other) => other.number - one.number);
};

const textOf = ({ reply }) => reply.text().catch(() => "");

const putCopy = async (cache, place, text, version) => {
  const [last, ...older] = await copiesAt(cache, place);
  if (last && !older.length && last.version === version && (await textOf(last)) === text) return;
  const free = SLOTS.map((slot) => `${place}/${slot}`).find((address) => address !== last?.address);
  const headers = { [COPY_NUMBER]: String((last?.number ?? 0) + 1), [COPY_VERSION]: String(version) };
  await cache.put(free, new Response(text, { headers }));
  if (last) await cache.delete(last.address);
};

const clearCopies = async (cache, place) => {
  for (const slot of SLOTS) await cache.delete(`${place}/${slot}`);
};

// Bring the copies of some rows up to date, each { store, key }; ``rowOf`` tells what the database holds of one now.
export const followed = async (places, { rowOf, version }) => {
  const gone = [];
  const copy = (one) =>
    alone(async (cache) => {
      const row = await rowOf(one);
      if (row) await putCopy(cache, placeOf(one), JSON.stringify(row, packed), version);
      else gone.push(one);
    });
  const forget = (one) => alone(async (cache) => (await rowOf(one)) || clearCopies(cache, placeOf(one)));
  try {
    // What takes another's place first: in between, both may be there, but never none.
    for (const one of places) await copy(one);
    for (const one of gone) await forget(one);
  } catch (error) {
    // Without room or without this store there is one copy, which stands: nothing that was saved becomes unsaved.
  }
};

const placesIn = async (cache) => [...new Set((await cache.keys()).map(({ url }) => placeAt(url)))];

// What there are copies of, as { store, key }.
export const copiedPlaces = async () => (await placesIn(await caches.open(NAME))).map(whatStandsAt);

const latest = async (cache, place) => {
  for (const copy of await copiesAt(cache, place))
    try {
      return { store: whatStandsAt(place).store, version: copy.version, row: JSON.parse(await textOf(copy), unpacked) };
    } catch (error) {
      // Torn: a browser was killed while it wrote this one. The one before is whole.
    }
  return null;
};

// Every row that there is a copy of, as { store, row, version }, the version being that of the database it was in.
// Where they are and cannot be looked at, that is no emptiness.
export const copies = async () => {
  if (!globalThis.caches) return [];
  const cache = await caches.open(NAME);
  const rows = [];
  for (const place of await placesIn(cache)) rows.push(await latest(cache, place));
  return rows.filter(Boolean);
};
