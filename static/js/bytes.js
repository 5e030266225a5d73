// Bytes and texts: hexadecimal, base64, UTF-8, hashes, chance.

export const utf8 = (text) => new TextEncoder().encode(text);
export const hexOf = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
export const randomOf = (n) => crypto.getRandomValues(new Uint8Array(n));

export const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
};

export const base64 = (bytes) => {
  let text = "";
  // In slices, since a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
};
export const base64url = (bytes) => base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
export const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

// JSON, with blanks behind it up to a multiple of so many bytes, which mean nothing and hide how much was said.
export const paddedJson = (content, multiple) => {
  const plain = utf8(JSON.stringify(content));
  const padding = (multiple - (plain.length % multiple)) % multiple;
  return joined(plain, new Uint8Array(padding).fill(0x20));
};
