// Seals and unlocks what the JSON on standard input asks for, with the modules of the phone.
import { readFileSync } from "node:fs";

const { age, seal, vault } = await (async (folder) => ({
  age: await import(`${folder}/vendor/age.js`),
  seal: await import(`${folder}/js/seal.js`),
  vault: await import(`${folder}/js/vault.js`),
}))(process.argv[2]);
const asked = JSON.parse(readFileSync(0, "utf8"));

const sealed = await seal.outerSeal(asked.serverKey, asked.content);
const id = await seal.bundleId(sealed);
const { person, key } = await vault.createPerson("7", "246810");
const record = { id: vault.newDraftId(), owner: "7", revision: 3 };
const draft = await vault.sealDraft(key, record, asked.content);
const opens = async (changed) => {
  try {
    return await vault.openDraft(key, { ...draft, ...changed });
  } catch {
    return "does not open";
  }
};
console.log(
  JSON.stringify({
    outer: Buffer.from(sealed).toString("base64"),
    id,
    inner: await seal.innerSeal(age, asked.recipients, asked.content),
    receipt: await seal.expectedReceipt(asked.receiptKey, id),
    interview: await seal.interviewIdOf(asked.token),
    seed: await seal.seedOf(asked.token),
    wrong: await vault.unlock(person, "246811"),
    extractable: (await vault.unlock(person, "246810")).extractable,
    own: await opens({}),
    others: [await opens({ owner: "8" }), await opens({ id: "0" }), await opens({ revision: 2 })],
    draftSize: draft.sealed.length,
  }),
);
