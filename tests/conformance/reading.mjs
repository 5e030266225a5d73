// Reads every [number of the questionnaire, sent] on standard input; writes what was read, and how it is shown again.
import { own } from "../../static/js/expression.js";
import { walk } from "../../static/js/flow.js";
import { fieldNames, readPage, show } from "../../static/js/reading.js";
import { answer } from "./answering.mjs";

answer(([number, sent], flows) => {
  const flow = flows[number];
  const [step] = walk(flow, { pages: [flow.pages[0].name], questions: {}, choices: {}, rows: {} }, {}, {});
  const read = readPage(step, sent);
  const shown = step.asked.map((question) => [question.name, show(question, own(read.values, question.name))]);
  const fields = step.asked.flatMap(fieldNames).sort();
  return { ...read, shown: Object.fromEntries(shown), fields };
});
