// PINs: asked for, chosen, and changed for another.
import { field, make, paragraph, turning } from "./assist_dom.js";
import { change, record } from "./storage.js";
import { pinIsLongEnough, rewrapped } from "./vault.js";

export const pinForm = (app, { heading, lines, error, action, back, confirm }) => {
  const pin = field({ id: "pin", label: app.say("pin"), type: "password", class: "code", "aria-describedby": error ? "wrong" : null });
  const again = confirm ? field({ id: "again", label: app.say("pin_again"), type: "password", class: "code" }) : null;
  const next = make("button", { class: "next" }, app.say("go_on"));
  const form = make("form", { novalidate: true, autocomplete: "off" }, pin, ...(again ? [again] : []));
  form.append(turning(app.say("go_on"), next, app.press(app.say("back"), back)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    next.disabled = true;
    app.guard(() => action(form.elements.pin.value, confirm ? form.elements.again.value : ""));
  });
  const wrong = error ? paragraph(error, { class: "error", id: "wrong", role: "alert" }) : null;
  app.show({ heading, parts: [...lines.map((line) => paragraph(line)), wrong, form], back });
  form.elements.pin.focus();
};

// A new PIN, typed twice; only one that is long enough and twice the same is handed on.
export const newPin = (app, { heading, action, back, error = "" }) => {
  const again = (word) => newPin(app, { heading, action, back, error: app.say(word) });
  const checked = (pin, twice) => {
    if (!pinIsLongEnough(pin)) return again("pin_short");
    return pin === twice ? action(pin) : again("pin_differs");
  };
  const lines = [app.say("pin_choose"), app.say("pin_lost")];
  pinForm(app, { heading, lines, error, action: checked, back, confirm: true });
};

// The old PIN first: whoever finds the phone unlocked must not take the space over.
export const changePin = (app, error = "") => {
  const heading = app.say("pin_change");
  const back = () => app.home();
  const action = async (old) => {
    const person = await record(app.db, "people", app.owner);
    const renew = await rewrapped(person, old);
    if (!renew) return changePin(app, app.say("pin_wrong"));
    const choose = async (pin) => {
      const renewed = await renew(pin);
      await change(app.db, ["people"], ({ people }) => people.put(renewed));
      const on = turning(app.say("go_on"), app.press(app.say("go_on"), back, { class: "next" }));
      return app.show({ heading: app.say("pin_changed"), parts: [on], back });
    };
    return newPin(app, { heading, action: choose, back });
  };
  pinForm(app, { heading, lines: [app.say("pin_old")], error, action, back });
};
