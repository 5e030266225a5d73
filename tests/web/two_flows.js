// Fills the pages of documents as a phone does; reads [document, cases] pairs, writes main and footer of each case.
import { fill } from "./skeleton.js";
import { filling } from "./filling.js";
import { ordersFor } from "./order.js";
import { shownOn, stepsOf, taken } from "./interview.js";

const filled = async (doc, { seed, page, interview, sent, notices }) => {
  const orders = await ordersFor(doc.flow, seed);
  const here = (state) => stepsOf(doc, orders, state).find((step) => step.page.name === page);
  const now = sent ? taken(interview, here(interview), sent, "next") : interview;
  const step = here(now);
  const shown = shownOn(doc, stepsOf(doc, orders, now), step, now);
  const { main, footer } = doc.pages[page];
  const put = filling(doc, orders, step, { ...shown, notices });
  return [fill(main, put), fill(footer, put)];
};

export const all = (pairs) =>
  Promise.all(pairs.map(async ([doc, cases]) => Promise.all(cases.map((one) => filled(doc, one)))));
