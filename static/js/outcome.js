// Mirrors kapsurvey/fieldwork/outcomes.py: which outcome an interview has, after AAPOR's groups.
import { own } from "./expression.js";

export const outcome = (steps, answers) => {
  const shown = steps.flatMap(({ asked }) => asked.filter(({ type }) => type !== "note"));
  const answered = shown.filter(({ name }) => own(answers, name) !== null);
  const share = shown.length ? answered.length / shown.length : 1;
  return share >= 0.8 ? "complete" : share >= 0.5 ? "partial" : "break_off";
};
