// One page of the questionnaire on the screen, byte for byte as respondents see it, and what is filled in on it.
import { make, press } from "./assist_dom.js";
import { errorsOf, fieldsOf, pathOf } from "./assist_draft.js";
import { filling } from "./filling.js";
import { sentences } from "./sentences.js";
import { fill } from "./skeleton.js";

// The fields of a form, with the button that was pressed where that is an answer.
export const sentIn = (form, button) => {
  const sent = {};
  const add = (name, value) => !name.startsWith("-") && (sent[name] = [...(sent[name] || []), value]);
  for (const [name, value] of new FormData(form)) add(name, value);
  if (button && button.name) add(button.name, button.value);
  return sent;
};

export const stepOf = (book, draft) => {
  const steps = pathOf(book, draft);
  return { total: steps.length, step: steps.find(({ page }) => page.name === draft.here) };
};

export const languageButtons = (wave, current, choose) =>
  make(
    "div",
    { class: "languages", role: "group" },
    ...wave.languages.map(({ code, tag, name, direction }) =>
      press(name, () => choose(code), {
        class: "language",
        lang: tag,
        dir: direction,
        ...(code === current ? { "aria-current": "true" } : {}),
      }),
    ),
  );

const contentOf = (book, live, { step, total }, told) => {
  const errors = told ? errorsOf(live.draft, step) : {};
  const shown = { total, fields: fieldsOf(live.draft, step), errors: sentences(book.doc, errors), notices: [] };
  return fill(book.doc.pages[step.page.name].main, filling(book.doc, book.orders, step, shown));
};

// In-page links of the list of mistakes lead to a question; the history must not hear of them.
const jumpToQuestion = (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  event.preventDefault();
  const question = document.getElementById(link.getAttribute("href").slice(1));
  const first = question.querySelector("[aria-invalid]") ?? question.querySelector("input, select, textarea, button");
  question.scrollIntoView();
  if (first) first.focus({ preventScroll: true });
};

// ``turn`` gets the form and the button; ``touched`` is told of every change. ``top`` stands above the page.
export const showQuestions = ({ root, book, live, top, told, turn, touched }) => {
  const place = stepOf(book, live.draft);
  const form = make("form", { novalidate: true, autocomplete: "off" });
  form.innerHTML = contentOf(book, live, place, told);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    turn(form, event.submitter);
  });
  form.addEventListener("input", touched);
  form.addEventListener("click", jumpToQuestion);
  document.documentElement.lang = book.doc.tag;
  document.documentElement.dir = book.doc.direction;
  document.title = book.doc.title;
  root.replaceChildren(make("header", {}, ...top), form);
  const problem = form.querySelector(".problems");
  const heading = problem || form.querySelector("h1");
  window.scrollTo(0, 0);
  heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
  return { form, step: place.step };
};
