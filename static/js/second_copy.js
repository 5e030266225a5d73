// A second copy of what the phone keeps, in the browser's other store. A browser that is killed while it writes may
// damage its database, and throws a damaged one away without a word.
import { base64, fromBase64 } from "./bytes.js";

const NAME = "kapsurvey-copy";
const AT = "/staff/copy/";
const BYTES = " bytes";
const LAST_NUMBER = "kapsurvey-copies";

const packed = (_, value) => (value instanceof Uint8Array ? { [BYTES]: base64(value) } : value);
const unpacked = (_, value) => (value?.[BYTES] === undefined ? value : fromBase64(value[BYTES]));

// A copy is never overwritten, or one that is killed just then would leave none: the next one has the next number.
const placeOf = (store, key) => `${AT}${store}/${encodeURIComponent(key)}`;
const addressOf = (place, number) => `${place}/${number}`;
const storeOf = (place) => place.slice(AT.length).split("/")[0];

// Place -> the numbers of its copies, latest first.
const numbersIn = async (cache) => {
  const found = new Map();
  for (const { url } of await cache.keys()) {
    const [, place, number] = /^(.*)\/(\d+)$/.exec(new URL(url).pathname);
    found.set(place, [...(found.get(place) ?? []), Number(number)].sort((one, other) => other - one));
  }
  return found;
};

// Counted by all windows together: what one of them has written last is the latest.
const numberAfter = (before) => {
  const number = Math.max(Number(localStorage.getItem(LAST_NUMBER)), before[0] ?? 0) + 1;
  localStorage.setItem(LAST_NUMBER, number);
  return number;
};

const write = async (cache, numbers, { store, key, row }) => {
  const place = placeOf(store, key);
  const before = numbers.get(place) ?? [];
  const next = numberAfter(before);
  if (row) await cache.put(addressOf(place, next), new Response(JSON.stringify(row, packed)));
  numbers.set(place, row ? [next] : []);
  for (const number of before) await cache.delete(addressOf(place, number));
};

let known = null;

// Follow changes of the database, each { store, key, row }, ``row`` being null for one that was deleted.
export const copied = async (changes) => {
  try {
    const cache = await caches.open(NAME);
    known ??= numbersIn(cache);
    // What takes another's place first: in between, both may be there, but never none.
    const inOrder = [...changes.filter(({ row }) => row), ...changes.filter(({ row }) => !row)];
    for (const change of inOrder) await write(cache, await known, change);
  } catch (error) {
    // Without room or without this store there is one copy, which stands: nothing that was saved becomes unsaved.
    known = null;
  }
};

const read = async (cache, address) => {
  try {
    return JSON.parse(await (await cache.match(address)).text(), unpacked);
  } catch (error) {
    return null;
  }
};

const latest = async (cache, [place, numbers]) => {
  for (const number of numbers) {
    const row = await read(cache, addressOf(place, number));
    if (row) return { store: storeOf(place), row };
  }
  return null;
};

// Every row that there is a copy of, as { store, row }. Where they are and cannot be looked at, that is no emptiness.
export const copies = async () => {
  if (!globalThis.caches) return [];
  const cache = await caches.open(NAME);
  const rows = await Promise.all([...(await numbersIn(cache))].map((place) => latest(cache, place)));
  return rows.filter(Boolean);
};

// Copy what was never copied, and forget what is no longer there. ``rows`` gives { store, key, row } of the database;
// it is asked after the copies, so that none is taken for left over whose row has just been written.
export const tidied = async (rows) => {
  const cache = await caches.open(NAME);
  const there = await numbersIn(cache);
  const kept = await rows();
  const wanted = new Set(kept.map(({ store, key }) => placeOf(store, key)));
  await copied(kept.filter(({ store, key }) => !there.has(placeOf(store, key))));
  for (const [place, numbers] of there)
    for (const number of numbers.slice(wanted.has(place) ? 1 : 0)) await cache.delete(addressOf(place, number));
};
