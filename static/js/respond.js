// Takes over a page of questions once the whole questionnaire is there; until then, and without it, forms are posted.
import { ordersFor } from "./order.js";
import { required } from "./posting.js";
import { GUARD, Respondent } from "./respondent.js";
import { blank, pageOnScreen, readForm, toQuestion } from "./screen.js";

const onSubmit = (respondent) => {
  const take = (event) => {
    const button = event.submitter;
    event.preventDefault();
    try {
      respondent.press((button?.name === "-go" && button.value) || "next", readForm(button));
    } catch {
      // Better a page from the server than one that does not turn.
      document.removeEventListener("submit", take);
      setTimeout(() => HTMLFormElement.prototype.requestSubmit.call(event.target, button));
    }
  };
  document.addEventListener("submit", take);
};

const onClick = (respondent) => {
  const take = (event) => {
    const link = event.target.closest?.("a");
    // The second half of a double click belongs to the page before.
    if (event.detail > 1 && respondent.isJustTurned) return event.preventDefault();
    if (!link?.matches(".leave, .problems a")) return;
    event.preventDefault();
    if (link.matches(".leave")) respondent.leave(link.href);
    else toQuestion(link);
  };
  document.addEventListener("click", take, true);
};

const onWayBack = (respondent) => {
  addEventListener("popstate", () => {
    if (history.state === GUARD) return;
    if (respondent.hasPageBefore) respondent.press("back", readForm());
    if (respondent.hasPageBefore) history.go(1);
  });
};

const onWayOut = (respondent) => {
  addEventListener("beforeunload", (event) => respondent.hasUnsent && event.preventDefault());
  addEventListener("pagehide", blank);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
};

const begin = async (screen) => {
  const start = new URL(".", location.href);
  const [doc, state] = await Promise.all(["document", "state"].map((name) => required(new URL(name, start), "low")));
  const orders = await ordersFor(doc.flow, state.seed);
  const respondent = new Respondent({ doc, state, orders, start, screen });
  if (!respondent.isOnPath) return;
  for (const listen of [onSubmit, onClick, onWayBack, onWayOut]) listen(respondent);
  // The last page comes from the server, and should not have to wait for its looks.
  await fetch(doc.style, { priority: "low" });
};

const screen = pageOnScreen();
if (screen.name) begin(screen).catch(() => {});
// The page that asks whether to go on: whoever only loaded a page again need not be asked.
else if (history.state === GUARD) document.querySelector("button[value=continue]")?.click();
