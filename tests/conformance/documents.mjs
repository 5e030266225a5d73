// Puts together the document of every [seed, answers, around, pace] on standard input, and its part in the open.
import { documentOf, openPart } from "../../static/js/documents.js";
import { walk } from "../../static/js/flow.js";
import { ordersFor } from "../../static/js/order.js";
import { answer } from "./answering.mjs";

answer(async ([seed, answers, around, pace], flow) => {
  const orders = await ordersFor(flow, seed);
  const whole = documentOf(walk(flow, orders, answers, around), orders, answers, pace);
  return { whole, open: openPart(whole, flow.sealed) };
});
