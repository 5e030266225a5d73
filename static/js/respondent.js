// One respondent's way through the pages: they turn in memory, each is posted in the background until it is stored.
import { own } from "./expression.js";
import { filling } from "./filling.js";
import { reachable } from "./flow.js";
import { isTold, shownOn, stepAfter, stepsOf, taken } from "./interview.js";
import { ask, poster, required } from "./posting.js";
import { blank, readForm, say, showFailure, showLanguage, showPage } from "./screen.js";

export const GUARD = "guard";
const DOUBLE_CLICK_MS = 700;

// Answers stand here and, as far as posts are through, on the server; nothing else on the phone keeps them.
export class Respondent {
  #documents;
  #doc;
  #orders;
  #start;
  #csrf;
  #interview;
  #walked = {};
  #page;
  #shownAt = 0;
  #posts;
  #standing;
  #awaited = null;
  #stale = null;
  #isToldOtherwise = false;
  #isOver = false;

  constructor({ doc, state, orders, start, screen }) {
    this.#documents = { [doc.language]: doc };
    this.#doc = doc;
    this.#orders = orders;
    this.#start = start;
    this.#csrf = screen.csrf;
    this.#page = screen.name;
    this.#interview = state;
    this.#acknowledge(screen.name, screen.revision);
    this.#posts = poster((standing) => this.#tell(standing));
    this.#tell("");
  }

  // The button that was pressed, and the form as it stands.
  press(go, form) {
    if (this.#isOver || this.#awaited?.isLast) return;
    this.#awaited = null;
    this.#isToldOtherwise = false;
    const [way, code] = go.split(":");
    if (way === "language") this.#speak(code);
    else this.#turn(way, form);
  }

  leave(address) {
    this.#end();
    blank();
    location.replace(address);
  }

  get isOnPath() {
    return Boolean(this.#step(this.#page));
  }

  get hasPageBefore() {
    return !this.#isOver && !this.#awaited?.isLast && this.#step(this.#page).number > 1;
  }

  get hasUnsent() {
    return !this.#posts.isEmpty();
  }

  get isJustTurned() {
    return performance.now() - this.#shownAt < DOUBLE_CLICK_MS;
  }

  // Walked once for each state: a page asks for its steps several times while it turns.
  #steps() {
    const [doc, { answers }] = [this.#doc, this.#interview];
    if (this.#walked.answers !== answers || this.#walked.doc !== doc)
      this.#walked = { doc, answers, steps: stepsOf(doc, this.#orders, this.#interview) };
    return this.#walked.steps;
  }

  #step(name) {
    return this.#steps().find(({ page }) => page.name === name);
  }

  #turn(go, form) {
    const step = this.#step(this.#page);
    const post = this.#keep(step, form, go);
    if (go === "back") return this.#showNumber(step.number - 1);
    if (isTold(this.#interview, this.#page)) return this.#show(this.#step(this.#page));
    const next = go === "next" && stepAfter(this.#steps(), this.#page, this.#interview);
    if (next) return this.#show(next);
    // The server goes on from here, as soon as everything is through.
    post.isLast = go === "next";
    this.#awaited = post;
    this.#tell(this.#standing);
  }

  #keep(step, form, go) {
    // What cannot be sent has to be seen.
    this.#interview = taken(this.#interview, step, form.sent, form.isSendable ? go : "stop");
    const post = { page: step.page.name, number: step.number, go, seconds: this.#seconds(), ...form };
    post.isSound = !own(this.#interview.typed, post.page);
    const send = (signal) => this.#send(post, signal);
    if (form.isSendable) this.#posts.add({ send, done: (reply) => this.#done(post, reply) });
    return post;
  }

  #seconds() {
    return Math.round((performance.now() - this.#shownAt) / 1000);
  }

  #send({ page, number, go, seconds, fields }, signal) {
    const body = new URLSearchParams(fields);
    const envelope = { csrf: this.#csrf, page, revision: this.#revision(page), seconds, go };
    for (const [name, value] of Object.entries(envelope)) body.append(`-${name}`, value);
    return ask(new URL(number, this.#start), { method: "POST", body, signal });
  }

  #revision(page) {
    return own(this.#interview.written, page) ?? 0;
  }

  #acknowledge(page, revision) {
    this.#interview = { ...this.#interview, written: { ...this.#interview.written, [page]: revision } };
  }

  #done(post, { status, told }) {
    if (told.failure) return this.#fail(told);
    if (told.thanks) return this.#onward("replace", told.thanks);
    if (told.address && (status !== 200 || this.#awaited === post)) return this.#onward("assign", told.address);
    if ("revision" in told) this.#acknowledge(post.page, told.revision);
    if (told.notice) this.#stale ??= post.page;
    else if (status === 422 && post.isSound) this.#refuse(post, told);
    else if (this.#awaited === post) this.#show(this.#step(told.page ?? post.page) ?? this.#step(post.page));
    if (this.#stale && this.#posts.isEmpty()) this.#reread();
  }

  // The server finds a mistake that this page has not seen: what came after is asked again, as it was answered.
  #refuse({ page, sent }, { errors, strangers }) {
    const { typed, told, turned } = this.#interview;
    this.#posts.drop();
    this.#interview = {
      ...this.#interview,
      typed: { ...typed, ...this.#typedHere(), [page]: sent },
      told: [...told, page],
      turned: turned.filter((name) => name !== page),
    };
    const notices = strangers ? ["notice:strangers"] : [];
    this.#showNumber(this.#step(page)?.number ?? Infinity, { errors, notices });
  }

  #typedHere() {
    return { [this.#page]: readForm().sent };
  }

  // Another window was faster: what is stored counts; what is on the screen stays, as it was typed.
  #reread() {
    const page = this.#stale;
    this.#stale = null;
    const send = (signal) => ask(new URL("state", this.#start), { signal });
    this.#posts.add({ send, done: ({ told }) => (told.failure ? this.#fail(told) : this.#takeUp(told, page)) });
  }

  #takeUp(state, page) {
    this.#interview = { ...state, typed: { ...this.#typedHere(), ...state.typed, [page]: state.typed[page] } };
    this.#showNumber(this.#step(page)?.number ?? Infinity, { notices: ["notice:stale"] });
  }

  async #speak(code) {
    try {
      this.#documents[code] ??= await required(new URL(`document?language=${code}`, this.#start));
    } catch {
      // To be read before the next press: that an earlier page has been saved meanwhile must not take its place.
      this.#isToldOtherwise = true;
      if (!this.#isOver) say(this.#doc.sentences.unfetched, "kept");
      return;
    }
    const step = this.#step(this.#page);
    if (this.#isOver || this.#awaited) return;
    this.#keep(step, readForm(), `language:${code}`);
    this.#doc = this.#documents[code];
    showLanguage(this.#doc);
    this.#tell(this.#standing);
    this.#showNumber(this.#step(this.#page)?.number ?? step.number);
  }

  #showNumber(number, more) {
    const steps = this.#steps();
    this.#show(steps[Math.min(Math.max(number, 1), reachable(steps, this.#interview.turned)) - 1], more);
  }

  #show(step, { errors, notices } = {}) {
    const shown = shownOn(this.#doc, this.#steps(), step, this.#interview);
    shown.errors = { ...shown.errors, ...errors };
    const filled = filling(this.#doc, this.#orders, step, { ...shown, notices });
    this.#awaited = null;
    this.#page = step.page.name;
    this.#shownAt = performance.now();
    guard(step.number);
    showPage(this.#doc, step, filled, this.#revision(this.#page));
  }

  #tell(standing) {
    const shown = this.#awaited && standing === "saving" ? "waiting" : standing;
    this.#standing = standing;
    if (this.#isToldOtherwise && shown !== "kept") return;
    if (!this.#isOver) say(this.#doc.sentences[shown] ?? "", shown);
  }

  #fail(told) {
    this.#end();
    showFailure(this.#doc, told, this.#start);
  }

  #onward(way, address) {
    this.#end();
    location[way](address);
  }

  #end() {
    this.#isOver = true;
    this.#posts.drop();
  }
}

// One entry stands guard, so that the browser's way back turns a page; an address that names a page names this one.
const guard = (number) => {
  if (number > 1 && history.state !== GUARD) history.pushState(GUARD, "");
  if (/\d$/.test(location.pathname)) history.replaceState(history.state, "", String(number));
};
