// The enumerator's app: works without network once it was opened, and keeps nothing in the open but counts.
import { paragraph, press, showScreen } from "./assist_dom.js";
import { showHome } from "./assist_home.js";
import { rememberWaves } from "./assist_library.js";
import { showPeople } from "./assist_people.js";
import { languageBar, showProblem, showUnopened } from "./assist_problems.js";
import { askToPersist } from "./assist_sending.js";
import { languageAtStart, says, spokenLanguages } from "./assist_texts.js";
import { checkCopies, openStorage } from "./storage.js";
import { synchronise } from "./sync.js";

const IDLE_MS = 15 * 60_000;
const SYNC_MS = 5 * 60_000;
const LOOK_MS = 20_000;

// One press at a time: the second click of a double click does nothing.
const guarding = (app) => {
  let isBusy = false;
  const watch = (action) => Promise.resolve().then(action).catch((error) => showProblem(app, error));
  const guard = async (action) => {
    if (isBusy) return;
    isBusy = true;
    await watch(action);
    isBusy = false;
  };
  return { guard, watch, press: (text, action, attributes) => press(text, () => guard(action), attributes) };
};

// ``back`` is what the phone's own way back does here; while ``held``, the respondent has the phone.
const showing = (app) => ({ heading, parts, top = [], back = null, held = false, language = app.language }) => {
  Object.assign(app, { back, held, left: null, refresh: null });
  showScreen({ root: app.root, language, title: app.say("title"), heading, top, parts });
};

const sync = async (app) => {
  const { db, owner } = app;
  if (!owner) return;
  const result = await synchronise({ db, owner });
  if (result.waves) await rememberWaves(db, owner, result.waves);
  if (owner !== app.owner || result.state === "running") return;
  app.lastSync = result;
  if (app.refresh) await app.refresh();
};

// A failed try changes nothing, so nobody need hear of it before the next.
const quietly = (action) => action().catch(() => {});

const enter = async (app, owner, key) => {
  Object.assign(app, { owner, key, persisted: await askToPersist() });
  quietly(() => sync(app));
  return showHome(app);
};

const lock = (app) => {
  Object.assign(app, { owner: null, key: null, lastSync: null, retry: null });
  return showPeople(app);
};

const spokenBy = (languages, code) => {
  const language = languages.find((one) => one.code === code) || languages.find((one) => one.code === "en");
  return { language, say: (name, params) => says(language, name, params) };
};

const appOn = (root) => {
  const app = { root, languages: spokenLanguages(), signIn: root.dataset.signIn, owner: null, key: null };
  app.speaking = (code) => spokenBy(app.languages, code);
  app.speak = (code) => Object.assign(app, app.speaking(code));
  app.speak(languageAtStart(app.languages).code);
  Object.assign(app, guarding(app), { show: showing(app), languageBar: (again) => languageBar(app, again) });
  return Object.assign(app, {
    enter: (owner, key) => enter(app, owner, key),
    home: () => showHome(app),
    lock: () => lock(app),
    synchronise: () => quietly(() => sync(app)),
  });
};

// The phone's own way back stays within the app, and within the block while the respondent holds the phone.
const keepBack = (app) => {
  history.pushState({}, "");
  addEventListener("popstate", () => {
    history.pushState({}, "");
    if (app.back) app.guard(app.back);
  });
};

const lockWhenIdle = (app) => {
  let touched = performance.now();
  const look = async () => {
    if (!app.owner || app.held || performance.now() - touched < IDLE_MS) return;
    if (app.left) await app.left();
    await lock(app);
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (touched = performance.now()));
  setInterval(() => app.guard(look), LOOK_MS);
};

// What was typed is kept when the phone rings, the screen goes dark or the window is closed.
const keepWhenLeft = (app) => {
  const leave = () => document.visibilityState === "hidden" && app.left && app.left();
  document.addEventListener("visibilitychange", leave);
  addEventListener("pagehide", () => app.left && app.left());
};

const register = async (app, address) => {
  const registration = await navigator.serviceWorker.register(address, { scope: "/staff/", updateViaCache: "none" });
  const note = () => (app.updateWaiting = Boolean(registration.waiting));
  note();
  registration.addEventListener("updatefound", () => registration.installing.addEventListener("statechange", note));
};

const start = async () => {
  const root = document.getElementById("app");
  const app = appOn(root);
  const blocked = () => app.show({ heading: app.say("blocked"), parts: [paragraph(app.say("blocked_means"))] });
  try {
    app.age = await import(root.dataset.age);
    app.db = await openStorage({ blocked });
  } catch (error) {
    return showUnopened(app, error);
  }
  if (navigator.serviceWorker) quietly(() => register(app, root.dataset.worker));
  quietly(() => checkCopies(app.db));
  keepBack(app);
  keepWhenLeft(app);
  lockWhenIdle(app);
  addEventListener("online", app.synchronise);
  setInterval(app.synchronise, SYNC_MS);
  return showPeople(app);
};

start();
