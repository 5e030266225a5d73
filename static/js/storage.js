// The phone's own database: opened, brought up to date, read and written; a promise is kept only when it is on the disk.

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

// ``blocked`` is called while an old window holds the database; the opening goes on by itself once that is closed.
export const openStorage = ({ name = "kapsurvey", upgrades = UPGRADES, blocked = () => {} } = {}) => {
  const request = indexedDB.open(name, upgrades.length);
  request.onblocked = blocked;
  request.onupgradeneeded = ({ oldVersion }) => {
    try {
      upgrades.slice(oldVersion).forEach((step) => step(request.result, request.transaction));
    } catch (error) {
      request.transaction.abort();
    }
  };
  return settled(request);
};

// As it stands, whatever version that is: what is queued can be handed over even where an upgrade fails.
export const openAsItIs = (name = "kapsurvey") => settled(indexedDB.open(name));

export const record = (db, store, key) => settled(db.transaction(store).objectStore(store).get(key));
export const records = (db, store) => settled(db.transaction(store).objectStore(store).getAll());
export const ownRecords = (db, store, owner) =>
  settled(db.transaction(store).objectStore(store).index("owner").getAll(owner));

// All of ``work`` or nothing; kept once the disk has it, not only the operating system.
export const change = (db, stores, work) =>
  new Promise((resolve, reject) => {
    const transaction = db.transaction(stores, "readwrite", { durability: "strict" });
    const on = Object.fromEntries(stores.map((store) => [store, transaction.objectStore(store)]));
    let result;
    let failure;
    transaction.oncomplete = () => (failure ? reject(failure) : resolve(result));
    transaction.onabort = () => reject(failure || transaction.error);
    const done = (value) => (result = value);
    const failed = (error) => {
      failure = error;
      // A request that failed has taken the whole transaction back already.
      if (!transaction.error) transaction.abort();
    };
    Promise.resolve(work(on)).then(done, failed);
  });

// Whether a change failed for want of room.
export const isFull = (error) => error !== null && typeof error === "object" && error.name === "QuotaExceededError";
