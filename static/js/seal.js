// The two seals of a finished interview: to the study's researchers (inner), and to the server (outer).
import { base64url, fromBase64, joined, paddedJson, randomOf, sha256, utf8, hexOf } from "./bytes.js";

const OUTER = utf8("kapsurvey outer seal 1");
const OUTER_PADDING = 4096;
const INNER_PADDING = 1024;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

// Opened by kapsurvey/fieldwork/server_key.py: version, the sender's passing public key, nonce, AES-256-GCM.
export const outerSeal = async (serverKey, content) => {
  const theirs = fromBase64(serverKey);
  const passing = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const ours = new Uint8Array(await crypto.subtle.exportKey("raw", passing.publicKey));
  const key = await outerKey(passing.privateKey, theirs, joined(ours, theirs));
  const nonce = randomOf(12);
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: OUTER };
  const sealed = await crypto.subtle.encrypt(algorithm, key, paddedJson(content, OUTER_PADDING));
  return joined(Uint8Array.of(1), ours, nonce, new Uint8Array(sealed));
};

const outerKey = async (ours, theirs, salt) => {
  const server = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, ours, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt, info: OUTER };
  return crypto.subtle.deriveKey(derivation, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
};

// In the age format, as text; ``age`` is the vendored library.
export const innerSeal = async (age, recipients, content) => {
  const sealer = new age.Encrypter();
  recipients.forEach((one) => sealer.addRecipient(one));
  return age.armor.encode(await sealer.encrypt(paddedJson(content, INNER_PADDING)));
};

export const bundleId = async (sealed) => hexOf(await sha256(sealed));

// Only who opened the seal knows the key in it: whoever answers with this has read the interview, not just taken it.
export const expectedReceipt = async (receiptKey, id) => {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", fromBase64(receiptKey), algorithm, false, ["sign"]);
  return base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(`kapsurvey stored 1/${id}`))));
};

export const newTokenOfDevice = () => base64url(randomOf(32));
// Mirrors interview_id_of and seed_of of kapsurvey/fieldwork/sealing.py.
export const interviewIdOf = async (token) => hexOf(await sha256(utf8(`interview/${token}`))).slice(0, 32);
export const seedOf = async (token) => hexOf(await sha256(utf8(`seed/${token}`))).slice(0, 16);
