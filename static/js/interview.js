// One interview in memory, page by page; mirrors `answer` and `keep` of kapsurvey/fieldwork/interviews.py.
import { own } from "./expression.js";
import { following, walk } from "./flow.js";
import { storedFields } from "./filling.js";
import { readPage } from "./reading.js";
import { sentences } from "./sentences.js";

const without = (pages, name) => pages.filter((page) => page !== name);

// The interview with one page as it was sent; `go` is the button that was pressed.
export const taken = (interview, step, sent, go) => {
  const { values, errors } = readPage(step, sent);
  const { name } = step.page;
  const { [name]: before, ...typed } = interview.typed;
  const wrong = Object.values(errors);
  const isTurned = go === "next" && !wrong.length;
  // An answer that is only missing is no mistake before the page is turned.
  const isUnread = wrong.some(({ code }) => go === "next" || code !== "required");
  const told = without(interview.told, name);
  return {
    ...interview,
    answers: { ...interview.answers, ...values },
    turned: isTurned ? [...without(interview.turned, name), name] : interview.turned,
    typed: isUnread ? { ...typed, [name]: sent } : typed,
    told: isUnread && (go === "next" || go === "stop") ? [...told, name] : told,
  };
};

export const isTold = (interview, name) => interview.told.includes(name);

export const stepsOf = (doc, orders, interview) => {
  const { today, mode } = interview;
  return walk(doc.flow, orders, interview.answers, { today, mode, wave: doc.wave, language: doc.language });
};

// The page that follows one that was turned; null where the interview ends.
export const stepAfter = (steps, name, interview) => {
  const here = steps.find(({ page }) => page.name === name);
  const number = here.end ? null : following(steps, here, interview.turned, interview.answers);
  return number && steps[number - 1];
};

// What a page shows: what was typed and cannot be read yet, with its mistakes once they were told, or what is stored.
export const shownOn = (doc, steps, step, interview) => {
  const typed = own(interview.typed, step.page.name);
  const errors = typed && isTold(interview, step.page.name) ? readPage(step, typed).errors : {};
  return {
    total: Math.max(steps.length, step.number),
    fields: typed ?? storedFields(step, interview.answers),
    errors: sentences(doc, errors),
  };
};
