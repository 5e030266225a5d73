// Hands the phone to the respondent and back. In between there is no way to anything said before, and none out but the
// end of the block.
import { make, paragraph, turning } from "./assist_dom.js";
import { pageBefore } from "./assist_draft.js";
import { closeBlock, nextInBlock, openBlock, previousInBlock, skipBlock } from "./assist_block.js";
import { bookOf } from "./assist_library.js";
import { languageButtons, stepOf } from "./assist_page.js";

// Still in the enumerator's hands, and language.
export const showHandOver = (steer) => {
  const { run, page } = steer;
  const { app, book, live } = run;
  const before = pageBefore(book, live.draft, page);
  const back = before && !live.draft.block ? () => steer.goTo(before) : null;
  app.show({
    heading: app.say("hand_over"),
    top: steer.frame().slice(0, 1),
    parts: [
      paragraph(app.say("hand_over_means")),
      live.draft.block ? paragraph(app.say("hand_over_again"), { class: "notice" }) : null,
      turning(
        app.say("hand_over"),
        app.press(app.say("hand_over_done"), () => welcome(steer), { class: "next" }),
        app.press(app.say("no_privacy"), () => withoutPrivacy(steer)),
        back ? app.press(app.say("back"), back) : null,
      ),
    ],
    back,
  });
};

const withoutPrivacy = async (steer) => {
  const { run, page } = steer;
  const { app, book, live } = run;
  if (live.draft.block) return closed(steer);
  live.draft = skipBlock(book, live.draft, page);
  await steer.keep();
  return steer.after(page, null);
};

// From here on the respondent holds the phone, and reads in a language of their own.
const welcome = async (steer) => {
  const { run, page } = steer;
  run.live.draft = openBlock(run.book, run.live.draft, page);
  await steer.keep();
  return showWelcome(steer);
};

const respondents = (run) => run.app.speaking(run.live.draft.language);

const languages = (steer, then) => {
  const { run } = steer;
  return languageButtons(run.book.wave, run.live.draft.language, (code) => run.app.guard(() => changeTo(steer, code, then)));
};

const changeTo = async (steer, language, then) => {
  const { run } = steer;
  if (run.screen) steer.gather();
  run.live.draft = { ...run.live.draft, language };
  run.book = await bookOf(run.app.db, run.live.draft);
  await steer.keep();
  return then(steer);
};

const showWelcome = (steer) => {
  const { app } = steer.run;
  const { say, language } = respondents(steer.run);
  app.show({
    language,
    held: true,
    heading: say("alone"),
    top: [languages(steer, showWelcome)],
    parts: [
      paragraph(say("alone_means")),
      turning(say("alone"), app.press(say("alone_begin"), () => showBlockPage(steer), { class: "next" })),
    ],
    back: () => {},
  });
};

const showBlockPage = (steer, told = false) => {
  const { app, book, live } = steer.run;
  const { step } = stepOf(book, live.draft);
  if (!step) return closed(steer);
  const { say } = respondents(steer.run);
  app.back = () => turnBlockPage(steer, { name: "-go", value: "back" });
  steer.showOn({ top: [languages(steer, showBlockPage)], told, turn: (button) => turnBlockPage(steer, button) });
  const early = app.press(say("alone_enough"), () => giveBackEarly(steer));
  app.root.append(make("footer", {}, early));
  if (!previousInBlock(book, live.draft, step.page.name)) app.root.querySelector("button[value=back]")?.remove();
};

const giveBackEarly = (steer) => {
  steer.gather();
  steer.away();
  return closed(steer);
};

const turnBlockPage = async (steer, button) => {
  const { run } = steer;
  const goes = button && button.name === "-go" ? button.value : "next";
  const { isSound } = steer.gather({ button, turn: goes === "next" });
  const { here } = run.live.draft;
  steer.away();
  if (goes === "next" && !isSound) return steer.keep().then(() => showBlockPage(steer, true));
  const { end } = stepOf(run.book, run.live.draft).step;
  const previous = previousInBlock(run.book, run.live.draft, here);
  const next = goes === "back" ? previous || here : end ? null : nextInBlock(run.book, run.live.draft, here);
  if (!next) return closed(steer);
  run.live.draft = { ...run.live.draft, here: next };
  await steer.keep();
  return showBlockPage(steer);
};

// Sealed to the researchers before the phone goes back; what is kept of the draft no longer holds these answers.
const closed = async (steer) => {
  const { run } = steer;
  const { draft, end } = await closeBlock(run.app.age, run.book, run.live.draft);
  run.live.draft = draft;
  await steer.keep();
  showGiveBack(steer, end);
};

const showGiveBack = (steer, end) => {
  const { app } = steer.run;
  const { say, language } = respondents(steer.run);
  app.show({
    language,
    held: true,
    heading: say("give_back"),
    parts: [
      paragraph(say("give_back_means")),
      turning(say("give_back"), app.press(say("go_on"), () => steer.after(steer.page, end), { class: "next" })),
    ],
    back: () => {},
  });
};
