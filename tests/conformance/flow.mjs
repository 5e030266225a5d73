// Walks every [number of the flow, seed, answers, around, turned] on standard input; writes all that follows from it.
import { choicesOf, following, kept, questionsOf, reachable, rowsOf, sound, standing, unfit, walk } from "../../static/js/flow.js";
import { ordersFor } from "../../static/js/order.js";
import { outcome } from "../../static/js/outcome.js";
import { answer } from "./answering.mjs";

const names = (things) => things.map((thing) => thing.name);
const named = (questions, things) => Object.fromEntries(questions.map((one) => [one.name, names(things(one))]));

const shown = (step, orders, answers) => {
  const questions = questionsOf(step, orders);
  const { page, asked, known, number, end, calculated } = step;
  return {
    page: page.name,
    asked: names(asked),
    questions: names(questions),
    choices: named(questions, (question) => choicesOf(step, question, orders)),
    rows: named(questions, (question) => rowsOf(question, orders)),
    known,
    number,
    end,
    calculated,
    unfit: unfit(step, answers).sort(),
    standing: standing(step, answers),
  };
};

answer(async ([number, seed, answers, around, turned], flows) => {
  const flow = flows[number];
  const orders = await ordersFor(flow, seed);
  const steps = walk(flow, orders, answers, around);
  return {
    steps: steps.map((step) => shown(step, orders, answers)),
    kept: kept(steps, answers),
    sound: sound(flow, orders, answers, around),
    outcome: outcome(steps, answers),
    reachable: reachable(steps, turned),
    following: steps.map((step) => following(steps, step, turned, answers)),
  };
});
