// Who holds the phone: spaces of enumerators on it, each behind a PIN.
import { field, make, paragraph, turning } from "./assist_dom.js";
import { fetchWaves } from "./sync.js";
import { change, record, records } from "./storage.js";
import { createPerson, pinIsLongEnough, unlock } from "./vault.js";

export const showPeople = async (app) => {
  const people = await records(app.db, "people");
  const known = people.map(({ number }) => app.press(app.say("number", { n: number }), () => showPin(app, number)));
  app.show({
    heading: app.say("who"),
    top: [app.languageBar(() => showPeople(app))],
    parts: [
      known.length ? turning(app.say("who"), ...known) : paragraph(app.say("nobody")),
      turning(app.say("new_here"), app.press(app.say("new_here"), () => addPerson(app), { class: known.length ? "" : "next" })),
    ],
  });
};

const back = (app) => app.press(app.say("back"), () => showPeople(app));

const pinForm = (app, { heading, lines, error, action, confirm }) => {
  const pin = field({ id: "pin", label: app.say("pin"), type: "password", class: "code", "aria-describedby": error ? "wrong" : null });
  const again = confirm ? field({ id: "again", label: app.say("pin_again"), type: "password", class: "code" }) : null;
  const next = make("button", { class: "next" }, app.say("go_on"));
  const form = make("form", { novalidate: true, autocomplete: "off" }, pin, ...(again ? [again] : []));
  form.append(turning(app.say("go_on"), next, back(app)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    next.disabled = true;
    app.guard(() => action(form.elements.pin.value, confirm ? form.elements.again.value : ""));
  });
  const wrong = error ? paragraph(error, { class: "error", id: "wrong", role: "alert" }) : null;
  app.show({ heading, parts: [...lines.map((line) => paragraph(line)), wrong, form], back: () => showPeople(app) });
  form.elements.pin.focus();
};

const showPin = (app, number, error = "") => {
  const action = async (pin) => {
    const person = await record(app.db, "people", number);
    const key = await unlock(person, pin);
    return key ? app.enter(number, key) : showPin(app, number, app.say("pin_wrong"));
  };
  pinForm(app, { heading: app.say("number", { n: number }), lines: [], error, action });
};

// A space is made for whoever is signed in: the server says which number that is.
const addPerson = async (app) => {
  const { state, content } = await fetchWaves();
  if (state !== "done") return showNotSignedIn(app, state);
  const number = String(content.enumerator);
  return (await record(app.db, "people", number)) ? showPin(app, number) : showNewPin(app, number);
};

const showNotSignedIn = (app, state) =>
  app.show({
    heading: app.say("sign_in"),
    parts: [
      paragraph(app.say(state === "signed_out" ? "sign_in_first" : "no_network_first")),
      turning(app.say("sign_in"), make("a", { class: "next", href: app.signIn }, app.say("sign_in")), back(app)),
    ],
    back: () => showPeople(app),
  });

const showNewPin = (app, number, error = "") => {
  const action = async (pin, again) => {
    if (!pinIsLongEnough(pin)) return showNewPin(app, number, app.say("pin_short"));
    if (pin !== again) return showNewPin(app, number, app.say("pin_differs"));
    const { person, key } = await createPerson(number, pin);
    await change(app.db, ["people"], ({ people }) => people.add(person));
    return app.enter(number, key);
  };
  const lines = [app.say("pin_choose"), app.say("pin_lost")];
  pinForm(app, { heading: app.say("number", { n: number }), lines, error, action, confirm: true });
};
