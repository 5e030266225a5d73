// Evaluates every [tree, known] of the JSON on standard input; writes [value, holds] of each.
import { evaluate, holds } from "../../static/js/expression.js";
import { answer } from "./answering.mjs";

answer(([tree, known]) => [evaluate(tree, known), holds(tree, known)]);
