// A second copy of what the phone keeps, in the browser's other store. A browser that is killed while it writes may
// damage its database, and throws a damaged one away without a word; of the two, no moment touches both.
import { base64, fromBase64 } from "./bytes.js";

const NAME = "kapsurvey-copy";
const AT = "/staff/copy/";
const BYTES = " bytes";

const addressOf = (store, key) => `${AT}${store}/${encodeURIComponent(key)}`;
const storeOf = (address) => address.slice(AT.length).split("/")[0];
const packed = (_, value) => (value instanceof Uint8Array ? { [BYTES]: base64(value) } : value);
const unpacked = (_, value) => (value?.[BYTES] === undefined ? value : fromBase64(value[BYTES]));
const addresses = async (cache) => (await cache.keys()).map(({ url }) => new URL(url).pathname);

const write = async (cache, { store, key, row }) =>
  row
    ? cache.put(addressOf(store, key), new Response(JSON.stringify(row, packed)))
    : cache.delete(addressOf(store, key));

// Follow changes of the database, each { store, key, row }, ``row`` being null for one that was deleted.
export const copied = async (changes) => {
  try {
    const cache = await caches.open(NAME);
    // What takes another's place first: in between, both may be there, but never none.
    for (const change of [...changes.filter(({ row }) => row), ...changes.filter(({ row }) => !row)]) await write(cache, change);
  } catch (error) {
    // Without room or without this store there is one copy, which stands: nothing that was saved becomes unsaved.
  }
};

const read = async (cache, address) => {
  try {
    return { store: storeOf(address), row: JSON.parse(await (await cache.match(address)).text(), unpacked) };
  } catch (error) {
    return null;
  }
};

// Every row that there is a copy of, as { store, row }. Where they are and cannot be looked at, that is no emptiness.
export const copies = async () => {
  if (!globalThis.caches) return [];
  const cache = await caches.open(NAME);
  const rows = await Promise.all((await addresses(cache)).map((address) => read(cache, address)));
  return rows.filter(Boolean);
};

// Copy what was never copied, and forget what is no longer there. ``rows`` gives { store, key, row } of the database;
// it is asked after the copies, so that none is taken for left over whose row has just been written.
export const tidied = async (rows) => {
  const cache = await caches.open(NAME);
  const there = new Set(await addresses(cache));
  const kept = await rows();
  const wanted = new Set(kept.map(({ store, key }) => addressOf(store, key)));
  await copied(kept.filter(({ store, key }) => !there.has(addressOf(store, key))));
  for (const address of there) if (!wanted.has(address)) await cache.delete(address);
};
