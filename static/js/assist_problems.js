// What went wrong, what is safe, and the queue as a file where the phone itself cannot go on.
import { make, paragraph, press, turning } from "./assist_dom.js";
import { offerFile, offerWhatIsLeft } from "./assist_sending.js";
import { rememberLanguage } from "./assist_texts.js";
import { isFull } from "./storage.js";

export const languageBar = (app, again) =>
  make(
    "div",
    { class: "languages", role: "group" },
    ...app.languages.map(({ code, name, tag, direction }) => {
      const choose = () => {
        app.speak(code);
        rememberLanguage(app.language);
        return again();
      };
      const current = code === app.language.code ? { "aria-current": "true" } : {};
      return app.press(name, choose, { class: "language", lang: tag, dir: direction, ...current });
    }),
  );

const SENTENCES = { overtaken: "problem_overtaken", "finished already": "problem_overtaken" };

export const showProblem = (app, error) => {
  const isNoRoom = isFull(error);
  const again = app.retry && !SENTENCES[error.message];
  app.show({
    heading: app.say(isNoRoom ? "problem_full" : "problem"),
    parts: [
      paragraph(app.say(isNoRoom ? "problem_full_means" : SENTENCES[error.message] || "problem_means"), { class: "error", role: "alert" }),
      turning(
        app.say("problem"),
        again ? app.press(app.say("try_again"), app.retry, { class: "next" }) : null,
        app.press(app.say("file"), () => offerFile(app.db, app.owner)),
        app.press(app.say("to_start"), () => (app.owner ? app.home() : app.lock())),
      ),
    ],
  });
};

// The database did not open, or an upgrade of it broke off. What is queued is still there and can be handed over.
export const showUnopened = (app) =>
  app.show({
    heading: app.say("unopened"),
    parts: [
      paragraph(app.say("unopened_means"), { class: "error", role: "alert" }),
      turning(
        app.say("unopened"),
        press(app.say("file"), offerWhatIsLeft),
        press(app.say("try_again"), () => location.reload(), { class: "next" }),
      ),
    ],
  });
