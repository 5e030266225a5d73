// The phone's own database: opened, brought up to date, read and written; a promise is kept only when it is on the disk.
import { copiedPlaces, copies, followed } from "./second_copy.js";

// One step a version. A step that fails takes the whole upgrade back, and every row stays as it was.
export const UPGRADES = [
  (db) => {
    db.createObjectStore("people", { keyPath: "number" });
    db.createObjectStore("drafts", { keyPath: "id" }).createIndex("owner", "owner");
    db.createObjectStore("queue", { keyPath: "id" }).createIndex("owner", "owner");
    db.createObjectStore("library", { keyPath: "key" });
    db.createObjectStore("counters", { keyPath: "owner" });
  },
];

export const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// The database, or null where it is empty and nothing was said of the rows that it is to begin with.
const openedWith = async ({ name, upgrades, blocked }, rows) => {
  const request = indexedDB.open(name, upgrades.length);
  let isEmpty = false;
  request.onblocked = blocked;
  request.onupgradeneeded = ({ oldVersion }) => {
    isEmpty = !oldVersion && !rows;
    if (isEmpty) return request.transaction.abort();
    try {
      upgrades.slice(oldVersion).forEach((step, n) => {
        step(request.result, request.transaction);
        // Copies go in as they were, and the steps that come after change them like any other row.
        const then = oldVersion ? [] : (rows ?? []).filter(({ version }) => Math.min(version, upgrades.length) === n + 1);
        for (const { store, row } of then) request.transaction.objectStore(store).put(row);
      });
    } catch (error) {
      request.transaction.abort();
    }
  };
  return settled(request).catch((error) => {
    if (isEmpty) return null;
    throw error;
  });
};

// ``blocked`` is called while an old window holds the database; the opening goes on by itself once that is closed.
// An empty database is new, or takes the place of one that the browser has thrown away: then its rows come back.
export const openStorage = async ({ name = "kapsurvey", upgrades = UPGRADES, blocked = () => {} } = {}) => {
  const asked = { name, upgrades, blocked };
  return (await openedWith(asked)) ?? openedWith(asked, await copies());
};

// As it stands, whatever version that is: what is queued can be handed over even where an upgrade fails.
// An empty one holds nothing to hand over, and must not be left behind as if it were ours.
export const openAsItIs = (name = "kapsurvey") => {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => request.transaction.abort();
  return settled(request);
};

export const record = (db, store, key) => settled(db.transaction(store).objectStore(store).get(key));
export const records = (db, store) => settled(db.transaction(store).objectStore(store).getAll());
export const ownRecords = (db, store, owner) =>
  settled(db.transaction(store).objectStore(store).index("owner").getAll(owner));

// A store, and which of its rows are changed.
const watched = (store, changed) => {
  const note = (key) => changed.push({ store: store.name, key });
  return {
    get: (key) => store.get(key),
    add: (row) => (note(row[store.keyPath]), store.add(row)),
    put: (row) => (note(row[store.keyPath]), store.put(row)),
    delete: (key) => (note(key), store.delete(key)),
  };
};

const follow = (db, places) =>
  followed(places, { rowOf: ({ store, key }) => record(db, store, key), version: db.version });

// All of ``work`` or nothing; kept once the disk has it, not only the operating system, and has it twice.
export const change = (db, stores, work) =>
  new Promise((resolve, reject) => {
    const transaction = db.transaction(stores, "readwrite", { durability: "strict" });
    const changed = [];
    const on = Object.fromEntries(stores.map((store) => [store, watched(transaction.objectStore(store), changed)]));
    let result;
    let failure;
    transaction.oncomplete = () => (failure ? reject(failure) : follow(db, changed).then(() => resolve(result)));
    transaction.onabort = () => reject(failure || transaction.error);
    const done = (value) => (result = value);
    const failed = (error) => {
      failure = error;
      // A request that failed has taken the whole transaction back already.
      if (!transaction.error) transaction.abort();
    };
    Promise.resolve(work(on)).then(done, failed);
  });

const keysOf = async (db, store) =>
  (await settled(db.transaction(store).objectStore(store).getAllKeys())).map((key) => ({ store, key }));

// Bring every copy up to date, and forget those that are left over: a window may have ended before its copy was made.
export const checkCopies = async (db) => {
  const stores = [...db.objectStoreNames];
  const places = [await copiedPlaces(), ...(await Promise.all(stores.map((store) => keysOf(db, store))))].flat();
  const known = places.filter(({ store }) => stores.includes(store));
  // Most rows are there twice: as a row and as its copy.
  return follow(db, [...new Map(known.map((one) => [`${one.store}/${one.key}`, one])).values()]);
};

// Whether a change failed for want of room.
export const isFull = (error) => error !== null && typeof error === "object" && error.name === "QuotaExceededError";
