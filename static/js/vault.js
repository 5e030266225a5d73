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

// A space on this phone for one enumerator: what is stored of it, and its key.
export const createPerson = async (number, pin) => {
  const salt = randomOf(16);
  const iv = randomOf(12);
  const fresh = await crypto.subtle.generateKey(DATA_KEY, true, ["encrypt", "decrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", fresh, await pinKey(pin, salt), wrapping(iv, number));
  const person = { number, salt, iv, wrapped: new Uint8Array(wrapped) };
  return { person, key: await unlock(person, pin) };
};

// The data key, which no script can read out; null where the PIN is wrong.
export const unlock = async (person, pin) => {
  const key = await pinKey(pin, person.salt);
  const algorithm = wrapping(person.iv, person.number);
  try {
    return await crypto.subtle.unwrapKey("raw", person.wrapped, key, algorithm, DATA_KEY, false, ["encrypt", "decrypt"]);
  } catch (error) {
    if (error.name === "OperationError") return null;
    throw error;
  }
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
