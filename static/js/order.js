// Mirrors kapsurvey/questionnaire/order.py: one respondent's orders, by the same lots drawn from the same seed.

const lotOf = async (text) => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const shuffled = async (seed, list, things, isFixed) => {
  const moving = things.filter((thing) => !isFixed(thing));
  const drawn = await Promise.all(moving.map(async ({ name }) => [await lotOf(`${seed}/${list}/${name}`), name]));
  const names = drawn.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, name]) => name);
  return things.map((thing) => (isFixed(thing) ? thing.name : names.shift()));
};

const shuffledPages = async (flow, seed) => {
  const words = [...new Set(flow.pages.flatMap((page) => page.shuffle ?? []))];
  const runs = await Promise.all(
    words.map((word) => shuffled(seed, `pages ${word}`, flow.pages.filter((page) => page.shuffle === word), () => false)),
  );
  return flow.pages.map((page) => (page.shuffle ? runs[words.indexOf(page.shuffle)].shift() : page.name));
};

// Pages always; questions, choices and rows only of what is in random order.
export const ordersFor = async (flow, seed) => {
  const orders = { pages: await shuffledPages(flow, seed), questions: {}, choices: {}, rows: {} };
  const put = async (kind, owner, things, isFixed) => {
    orders[kind][owner.name] = await shuffled(seed, owner.name, things, isFixed);
  };
  for (const page of flow.pages) {
    if (page.randomize) await put("questions", page, page.questions, (one) => one.fixed || one.type === "note");
    for (const question of page.questions.filter((one) => one.randomize)) {
      if (question.choices) await put("choices", question, question.choices, (one) => one.fixed || one.missing);
      if (question.rows) await put("rows", question, question.rows, (one) => one.fixed);
    }
  }
  return orders;
};
