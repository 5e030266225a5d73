// Who holds the phone: spaces of enumerators on it, each behind a PIN.
import { make, paragraph, turning } from "./assist_dom.js";
import { newPin, pinForm } from "./assist_pin.js";
import { fetchWaves } from "./sync.js";
import { change, record, records } from "./storage.js";
import { createPerson, unlock } from "./vault.js";

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

const showPin = (app, number, error = "") => {
  const action = async (pin) => {
    const person = await record(app.db, "people", number);
    const key = await unlock(person, pin);
    return key ? app.enter(number, key) : showPin(app, number, app.say("pin_wrong"));
  };
  pinForm(app, { heading: app.say("number", { n: number }), lines: [], error, action, back: () => showPeople(app) });
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

const showNewPin = (app, number) => {
  const action = async (pin) => {
    const { person, key } = await createPerson(number, pin);
    await change(app.db, ["people"], ({ people }) => people.add(person));
    return app.enter(number, key);
  };
  newPin(app, { heading: app.say("number", { n: number }), action, back: () => showPeople(app) });
};
