// Drafts under the enumerator's PIN: a random data key seals them, and a key made from the PIN wraps that one.
import { hexOf, joined, paddedJson, randomOf, utf8 } from "./bytes.js";

// OWASP's advice for PBKDF2 with SHA-256. A short PIN can still be tried through by whoever holds the phone.
const ROUNDS = 600_000;
const DRAFT_PADDING = 4096;
const DATA_KEY = { name: "AES-GCM", length: 256 };
const LEAST_PIN = 6;

export const pinIsLongEnough = (pin) => [...pin].length >= LEAST_PIN;

const pinKey = async (pin, salt) => {
  const typed = await crypto.subtle.importKey("raw", utf8(pin.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(derivation, typed, DATA_KEY, false, ["wrapKey", "unwrapKey"]);
};

const wrapping = (iv, number) => ({ name: "AES-GCM", iv, additionalData: utf8(`kapsurvey person ${number}`) });

// What is stored of somebody's space: their data key, wrapped by a key made from the PIN.
const wrappedBy = async (number, pin, dataKey) => {
  const salt = randomOf(16);
  const iv = randomOf(12);
  const wrapped = await crypto.subtle.wrapKey("raw", dataKey, await pinKey(pin, salt), wrapping(iv, number));
  return { number, salt, iv, wrapped: new Uint8Array(wrapped) };
};

const unwrapped = async (person, pin, extractable) => {
  const key = await pinKey(pin, person.salt);
  const algorithm = wrapping(person.iv, person.number);
  try {
    return await crypto.subtle.unwrapKey("raw", person.wrapped, key, algorithm, DATA_KEY, extractable, ["encrypt", "decrypt"]);
  } catch (error) {
    if (error.name === "OperationError") return null;
    throw error;
  }
};

// The data key, which no script can read out; null where the PIN is wrong.
export const unlock = (person, pin) => unwrapped(person, pin, false);

// A space on this phone for one enumerator: what is stored of it, and its key.
export const createPerson = async (number, pin) => {
  const fresh = await crypto.subtle.generateKey(DATA_KEY, true, ["encrypt", "decrypt"]);
  const person = await wrappedBy(number, pin, fresh);
  return { person, key: await unlock(person, pin) };
};

// How to store the space under a new PIN; null where the old one is wrong. Drafts stay as they are: their key does.
export const rewrapped = async (person, old) => {
  const dataKey = await unwrapped(person, old, true);
  return dataKey && ((pin) => wrappedBy(person.number, pin, dataKey));
};

// Bound to its place: a draft put under another name, owner or revision does not open.
const place = ({ id, owner, revision }) => utf8(`kapsurvey draft ${owner} ${id} ${revision}`);

export const sealDraft = async (key, record, content) => {
  const iv = randomOf(12);
  const plain = paddedJson(content, DRAFT_PADDING);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: place(record) }, key, plain);
  return { ...record, sealed: joined(iv, new Uint8Array(sealed)) };
};

export const openDraft = async (key, record) => {
  const algorithm = { name: "AES-GCM", iv: record.sealed.subarray(0, 12), additionalData: place(record) };
  const plain = await crypto.subtle.decrypt(algorithm, key, record.sealed.subarray(12));
  return JSON.parse(new TextDecoder().decode(plain));
};

export const newDraftId = () => hexOf(randomOf(16));
