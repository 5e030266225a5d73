// An interview from its first page to the queue: the enumerator's frame, parking, stopping, finishing.
import { make, paragraph, trialNotice, turning } from "./assist_dom.js";
import { beginInterview, furthest, pageAfter, pageBefore, runOf, withPage } from "./assist_draft.js";
import { keepDraft, liveDraft, ownDrafts } from "./assist_drafts.js";
import { interviewItem } from "./assist_finish.js";
import { showHandOver } from "./assist_handover.js";
import { bookOf } from "./assist_library.js";
import { languageButtons, sentIn, showQuestions, stepOf } from "./assist_page.js";
import { counts, finish } from "./queue.js";

const AUTOSAVE_MS = 600;

export const beginWith = async (app, { wave, site, place }, language) => {
  const drafts = await ownDrafts(app);
  const { made } = await counts(app.db, app.owner);
  const number = Math.max(made, ...drafts.map((live) => live.draft.number)) + 1;
  const draft = await beginInterview({ wave, site, language, number, enumerator: Number(app.owner) });
  return takeUp(app, liveDraft({ ...draft, place }));
};

// On where it was left. A block that broke off begins again with the page that hands the phone over.
export const takeUp = async (app, live) => {
  const run = { app, live, book: await bookOf(app.db, live.draft) };
  const { here, block } = live.draft;
  const isThere = here && stepOf(run.book, live.draft).step;
  if (!isThere) live.draft = { ...live.draft, here: furthest(run.book, live.draft) };
  app.retry = () => takeUp(app, live);
  return block ? handOver(run, block.pages[0]) : showHere(run);
};

const keep = ({ app, live }) => keepDraft(app, live);

const showHere = (run, { told = false } = {}) => {
  const { book, live } = run;
  return runOf(book, live.draft.here).length ? handOver(run, live.draft.here) : showOwnPage(run, told);
};

const goTo = async (run, page) => {
  run.live.draft = { ...run.live.draft, here: page };
  await keep(run);
  return showHere(run);
};

const frame = (run) => {
  const { app, book, live } = run;
  const attributes = { lang: app.language.tag, dir: app.language.direction };
  const buttons = [
    app.press(app.say("park"), () => park(run)),
    app.press(app.say("stop"), () => showStop(run)),
  ];
  const label = make("strong", {}, app.say("begun_one", { n: live.draft.number, site: live.draft.place || "" }).trim());
  const bar = make("div", { class: "bar", ...attributes }, label, ...buttons);
  return [bar, languageButtons(book.wave, live.draft.language, (code) => app.guard(() => changeLanguage(run, code)))];
};

// What is on the screen goes into the draft, turned or not; ``seconds`` run on from the last time.
const gather = (run, { button = null, turn = false } = {}) => {
  const { live, screen } = run;
  const now = performance.now();
  const seconds = (now - screen.since) / 1000;
  const result = withPage(live.draft, screen.step, sentIn(screen.form, button), { seconds, turn });
  if (seconds >= 0.5 || turn) screen.since = now;
  live.draft = result.draft;
  return result;
};

export const showOn = (run, { top, told, turn }) => {
  const { app, book, live } = run;
  const save = () => app.watch(async () => run.screen && (gather(run), await keep(run)));
  const touched = () => {
    clearTimeout(run.later);
    run.later = setTimeout(save, AUTOSAVE_MS);
  };
  const act = (form, button) => app.guard(() => turn(button));
  const notice = trialNotice(book.wave, app.speaking(live.draft.language).say);
  const { form, step } = showQuestions({ root: app.root, book, live, top: [...top, notice], told, turn: act, touched });
  run.screen = { form, step, since: performance.now() };
  app.held = Boolean(live.draft.block);
  app.refresh = null;
  app.left = () => run.screen && !live.done && save();
};

// No more saving from a screen that is gone.
const away = (run) => {
  clearTimeout(run.later);
  run.screen = null;
  run.app.left = null;
};

const showOwnPage = (run, told) => {
  run.app.back = () => turnPage(run, { name: "-go", value: "back" });
  showOn(run, { top: frame(run), told, turn: (button) => turnPage(run, button) });
};

const turnPage = async (run, button) => {
  const { book, live } = run;
  const goes = button && button.name === "-go" ? button.value : "next";
  const { isSound } = gather(run, { button, turn: goes === "next" });
  away(run);
  const { here } = live.draft;
  if (goes === "back") return goTo(run, pageBefore(book, live.draft, here) || here);
  if (!isSound) return keep(run).then(() => showHere(run, { told: true }));
  const { step } = stepOf(book, live.draft);
  if (step.end) return finishInterview(run, step.end);
  const next = pageAfter(book, live.draft, here);
  return next ? goTo(run, next) : finishInterview(run, null);
};

const changeLanguage = async (run, language) => {
  if (run.screen) gather(run);
  away(run);
  run.live.draft = { ...run.live.draft, language };
  run.book = await bookOf(run.app.db, run.live.draft);
  await keep(run);
  return showHere(run);
};

const park = async (run) => {
  if (run.screen) gather(run);
  away(run);
  await keep(run);
  return run.app.home();
};

const showStop = async (run) => {
  const { app, live } = run;
  if (run.screen) gather(run);
  away(run);
  await keep(run);
  const back = () => showHere(run);
  app.show({
    heading: app.say("stop"),
    parts: [
      paragraph(app.say("stop_means")),
      turning(
        app.say("stop"),
        app.press(app.say("stop_send"), () => finishInterview(run, stepEnd(run)), { class: "next" }),
        app.press(app.say("go_on"), back),
        app.press(app.say("discard"), () => showRefused(run)),
      ),
    ],
    back,
  });
  return live;
};

const stepEnd = ({ book, live }) => (stepOf(book, live.draft).step || {}).end || null;

// Somebody who takes back the consent: the outcome is kept and nothing else.
const showRefused = (run) => {
  const { app } = run;
  const back = () => showStop(run);
  app.show({
    heading: app.say("discard"),
    parts: [
      paragraph(app.say("discard_means")),
      turning(
        app.say("discard"),
        app.press(app.say("discard_yes"), () => finishInterview(run, "refused")),
        app.press(app.say("back"), back),
      ),
    ],
    back,
  });
};

const handOver = (run, page) => showHandOver({ ...steering(run), page });

// What the block may do with the interview around it.
const steering = (run) => ({
  run,
  keep: () => keep(run),
  showOn: (how) => showOn(run, how),
  gather: (how) => gather(run, how),
  away: () => away(run),
  goTo: (page) => goTo(run, page),
  park: () => park(run),
  frame: () => frame(run),
  after: async (page, end) => {
    if (end) return finishInterview(run, end);
    const next = pageAfter(run.book, run.live.draft, page);
    return next ? goTo(run, next) : finishInterview(run, null);
  },
});

// Sealed at once; the draft goes in the same step, and nothing here can open it again.
const finishInterview = async (run, end) => {
  const { app, book, live } = run;
  await live.saving;
  const item = await interviewItem(app.age, book, live.draft, end);
  await finish({ db: app.db, owner: app.owner, draftId: live.revision ? live.id : null, item, serverKey: book.wave.server_key });
  live.done = true;
  live.draft = null;
  app.synchronise();
  app.show({
    heading: app.say("finished"),
    parts: [
      paragraph(app.say(end ? `outcome_${end}` : "finished_means"), { role: "status" }),
      turning(app.say("finished"), app.press(app.say("go_on"), () => app.home(), { class: "next" })),
    ],
    back: () => app.home(),
  });
};
