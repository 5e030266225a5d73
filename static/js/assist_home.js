// The enumerator's own screen: site and wave, interviews begun, what waits to be sent.
import { make, options, paragraph, trialNotice, turning } from "./assist_dom.js";
import { attemptItem, NO_INTERVIEW } from "./assist_finish.js";
import { changePin } from "./assist_pin.js";
import { ownDrafts } from "./assist_drafts.js";
import { beginWith, takeUp } from "./assist_interview.js";
import { chosenWave, knownWaves, rememberWaves, takeAlong } from "./assist_library.js";
import { alarms, sending } from "./assist_sending.js";
import { finish } from "./queue.js";
import { fetchWaves } from "./sync.js";

const siteLabel = ({ wave, site }) => (wave.sites.find(({ name }) => name === site) || {}).label || "";
const waveLabel = (app, { titles, name }) => `${titles[app.language.code] || Object.values(titles)[0]} · ${name}`;
const placeLabel = (app, chosen) => [waveLabel(app, chosen.wave), siteLabel(chosen)].filter(Boolean).join(" · ");

export const showHome = async (app) => {
  const chosen = await chosenWave(app.db, app.owner);
  const drafts = await ownDrafts(app);
  const sent = make("section", { class: "sending" }, ...(await sending(app)));
  app.retry = null;
  app.show({
    heading: app.say("interviews"),
    top: [ownBar(app), app.languageBar(() => showHome(app))],
    parts: [
      ...(await alarms(app, () => showHome(app))),
      ...(chosen ? beginning(app, chosen) : [paragraph(app.say("nothing_taken"))]),
      turning(app.say("place"), app.press(app.say(chosen ? "change_place" : "take_along"), () => showPlaces(app), { class: chosen ? "" : "next" })),
      ...begun(app, chosen, drafts),
      sent,
      turning(app.say("pin_change"), app.press(app.say("pin_change"), () => changePin(app))),
    ],
  });
  app.refresh = async () => sent.replaceChildren(...(await sending(app)));
};

const ownBar = (app) =>
  make(
    "div",
    { class: "bar" },
    make("strong", {}, app.say("number", { n: app.owner })),
    app.press(app.say("lock"), () => app.lock()),
  );

const beginning = (app, chosen) => [
  paragraph(placeLabel(app, chosen), { class: "place" }),
  trialNotice(chosen.wave, app.say),
  turning(
    app.say("interviews"),
    app.press(app.say("new_interview"), () => showLanguages(app, chosen), { class: "next" }),
    app.press(app.say("no_interview"), () => showOutcomes(app, chosen)),
  ),
];

const begun = (app, chosen, drafts) => {
  if (!drafts.length) return [];
  const label = ({ draft }) => app.say("begun_one", { n: draft.number, site: (draft.place || "").trim() });
  const buttons = drafts.map((live) => make("li", {}, app.press(label(live), () => takeUp(app, live))));
  return [make("h2", {}, app.say("begun")), make("ul", { class: "begun" }, ...buttons)];
};

// The respondent's language comes first: consent must be read out in it.
const showLanguages = (app, chosen) => {
  const start = (language) => beginWith(app, { ...chosen, place: siteLabel(chosen) }, language);
  const buttons = chosen.wave.languages.map(({ code, tag, name, direction }) =>
    app.press(name, () => start(code), { lang: tag, dir: direction }),
  );
  const back = app.press(app.say("back"), () => showHome(app));
  app.show({
    heading: app.say("which_language"),
    parts: [turning(app.say("which_language"), ...buttons, back)],
    back: () => showHome(app),
  });
};

const showOutcomes = (app, chosen) => {
  const note = async (what) => {
    const item = attemptItem({ ...chosen, enumerator: Number(app.owner), outcome: what });
    await finish({ db: app.db, owner: app.owner, item, serverKey: chosen.wave.server_key });
    app.synchronise();
    return showHome(app);
  };
  const buttons = NO_INTERVIEW.map((what) => app.press(app.say(`outcome_${what}`), () => note(what)));
  app.show({
    heading: app.say("no_interview"),
    parts: [
      paragraph(app.say("no_interview_why")),
      turning(app.say("no_interview"), ...buttons, app.press(app.say("back"), () => showHome(app))),
    ],
    back: () => showHome(app),
  });
};

// Where and in which wave: asked of the server where it can be reached, else as it was last known.
const showPlaces = async (app, error = "") => {
  const { state, content } = await fetchWaves();
  if (state === "done" && String(content.enumerator) === app.owner) await rememberWaves(app.db, app.owner, content);
  const { waves } = await knownWaves(app.db, app.owner);
  const form = placesForm(app, waves, await chosenWave(app.db, app.owner));
  const unreached = app.say(state === "signed_out" ? "signed_out" : "no_network");
  app.show({
    heading: app.say("place"),
    parts: [
      error ? paragraph(error, { class: "error", role: "alert" }) : null,
      state === "done" ? null : paragraph(unreached, { class: "notice" }),
      waves.length ? form : paragraph(app.say("no_waves")),
      turning(app.say("back"), app.press(app.say("back"), () => showHome(app))),
    ],
    back: () => showHome(app),
  });
};

const placesForm = (app, waves, chosen) => {
  const form = make("form", { novalidate: true, autocomplete: "off" });
  const pick = (id) => waves.find((wave) => wave.id === id) || waves[0];
  const fill = (wave) => {
    const choices = waves.map((one) => [one.id, waveLabel(app, one)]);
    const sites = wave.sites.map(({ name, label }) => [name, label]);
    const which = options({ id: "wave", label: app.say("wave"), choices, chosen: wave.id });
    const site = sites.length ? options({ id: "site", label: app.say("site"), choices: sites, chosen: chosen ? chosen.site : "" }) : null;
    const go = make("button", { class: "next" }, app.say("take_along"));
    form.replaceChildren(...[which, site, turning(app.say("take_along"), go)].filter(Boolean));
    form.elements.wave.addEventListener("change", () => fill(pick(form.elements.wave.value)));
  };
  if (waves.length) fill(pick(chosen ? chosen.wave.id : ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const site = form.elements.site ? form.elements.site.value : null;
    app.guard(() => takeThere(app, pick(form.elements.wave.value), site));
  });
  return form;
};

const takeThere = async (app, wave, site) => {
  try {
    await takeAlong(app.db, app.owner, wave, site);
  } catch (error) {
    if (!["offline", "busy", "signed_out", "refused"].includes(error.message) && error.name !== "TypeError") throw error;
    return showPlaces(app, app.say("take_failed"));
  }
  return showHome(app);
};
