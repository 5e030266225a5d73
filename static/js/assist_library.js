// What is taken along: waves, their questionnaires in every language, pictures and recordings; nothing about anybody.
import { ordersFor } from "./order.js";
import { askedFor } from "./sync.js";
import { change, record } from "./storage.js";

const MEDIA_CACHE = "kapsurvey-media";
const edition = ({ id, fingerprint }) => `${id}/${fingerprint}`;

const put = (db, rows) => change(db, ["library"], ({ library }) => rows.forEach((row) => library.put(row)));

export const rememberWaves = (db, owner, { waves, devices, server_key }) =>
  put(db, [{ key: `waves/${owner}`, waves: waves.map((wave) => ({ ...wave, server_key })), devices }]);

export const knownWaves = async (db, owner) => (await record(db, "library", `waves/${owner}`)) || { waves: [], devices: [] };

const documentIn = async (wave, { code }) => {
  const { state, content } = await askedFor(`/staff/${wave.link}/document/${code}`);
  if (state !== "done") throw new Error(state);
  return { key: `document/${edition(wave)}/${code}`, content };
};

// The wave in every language, all of it or nothing; only then it is the one that interviews begin with.
export const takeAlong = async (db, owner, wave, site) => {
  const documents = await Promise.all(wave.languages.map((language) => documentIn(wave, language)));
  const media = new Set(documents.flatMap(({ content }) => content.media));
  await (await caches.open(MEDIA_CACHE)).addAll([...media]);
  const chosen = { key: `chosen/${owner}`, wave: edition(wave), site };
  await put(db, [...documents, { key: `wave/${edition(wave)}`, wave }, chosen]);
};

export const chosenWave = async (db, owner) => {
  const chosen = await record(db, "library", `chosen/${owner}`);
  const kept = chosen && (await record(db, "library", `wave/${chosen.wave}`));
  return kept ? { wave: kept.wave, site: chosen.site } : null;
};

// A questionnaire as one interview meets it: in its language, its edition and its orders.
export const bookOf = async (db, { wave, fingerprint, language, seed }) => {
  const key = edition({ id: wave, fingerprint });
  const { content: doc } = await record(db, "library", `document/${key}/${language}`);
  const kept = await record(db, "library", `wave/${key}`);
  return { doc, orders: await ordersFor(doc.flow, seed), wave: kept.wave };
};
