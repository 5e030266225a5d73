// Interviews through the app's own modules, without a finger on the screen: answers by chance, drafts saved after each
// page, blocks handed over, everything sealed and queued. Tells what was said in each, as only the test may know it.
async ({ owner, pin, languages, n, seed, attempts = 0 }) => {
  const at = (name) => import(`/static/js/${name}.js`);
  const [storage, vault, queue, library] = await Promise.all(["storage", "vault", "queue", "assist_library"].map(at));
  const [drafts, draft_, block, page, finishing] = await Promise.all(
    ["assist_drafts", "assist_draft", "assist_block", "assist_page", "assist_finish"].map(at),
  );
  const { interviewIdOf } = await at("seal");
  const flow = await at("flow");
  const age = await import("/static/vendor/age.js");

  let state = seed;
  const chance = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const one = (things) => things[Math.floor(chance() * things.length)];

  const db = await storage.openStorage();
  const person = await storage.record(db, "people", owner);
  const app = { db, owner, key: await vault.unlock(person, pin), age };
  const chosen = await library.chosenWave(db, owner);

  const fieldsFor = (step, question, orders) => {
    const offered = flow.choicesOf(step, question, orders).filter(({ end }) => !end);
    if (!question.required && chance() < 0.1) return {};
    if (question.type === "select_one") return { [question.name]: [String(one(offered).name)] };
    if (question.type === "select_multiple") {
      const plain = offered.filter(({ exclusive, missing }) => !exclusive && !missing);
      return { [question.name]: [...new Set([one(plain), one(plain)])].map(({ name }) => String(name)) };
    }
    if (question.type === "integer") return { [question.name]: [String(Math.floor(chance() * 40))] };
    if (question.type === "integer_grid") return { [`${question.name}.${question.rows[0].name}`]: ["2"] };
    return {};
  };

  const sentFor = (step, orders) => Object.assign({}, ...step.asked.map((question) => fieldsFor(step, question, orders)));

  // A page is filled in until it can turn: answers by chance do not always fit together.
  const turned = (draft, step, orders) => {
    for (let tries = 0; tries < 50; tries += 1) {
      const result = draft_.withPage(draft, step, sentFor(step, orders), { seconds: 3, turn: true });
      if (result.isSound) return result.draft;
    }
    return draft_.withPage(draft, step, {}, { seconds: 3, turn: true }).draft;
  };

  const interview = async () => {
    const language = one(languages);
    const live = drafts.liveDraft(await draft_.beginInterview({ ...chosen, language, number: 1, enumerator: Number(owner) }));
    const book = await library.bookOf(db, live.draft);
    const said = {};
    live.draft = { ...live.draft, here: draft_.furthest(book, live.draft) };
    let next = live.draft.here;
    while (next) {
      live.draft = { ...live.draft, here: next };
      if (!live.draft.block && draft_.runOf(book, next).length) {
        if (chance() < 0.3) {
          live.draft = block.skipBlock(book, live.draft, next);
          next = draft_.pageAfter(book, live.draft, next);
          continue;
        }
        live.draft = block.openBlock(book, live.draft, next);
      }
      const { step } = page.stepOf(book, live.draft);
      live.draft = turned(live.draft, step, book.orders);
      await drafts.keepDraft(app, live);
      if (!live.draft.block) {
        next = draft_.pageAfter(book, live.draft, next);
        continue;
      }
      const within = block.nextInBlock(book, live.draft, next);
      if (!within) {
        Object.assign(said, flow.kept(block.blockSteps(book, live.draft), live.draft.block.answers));
        live.draft = (await block.closeBlock(age, book, live.draft)).draft;
        await drafts.keepDraft(app, live);
      }
      next = within || draft_.pageAfter(book, live.draft, next);
    }
    const closed = (live.draft.closed || []).flatMap(({ pages }) => pages);
    const steps = draft_.pathOf(book, live.draft).filter((step) => !closed.includes(step.page.name));
    Object.assign(said, flow.kept(steps, live.draft.answers));
    const item = await finishing.interviewItem(age, book, live.draft, null);
    await queue.finish({ db, owner, draftId: live.id, item, serverKey: book.wave.server_key });
    return { id: await interviewIdOf(live.draft.token), said, language, hand_over: live.draft.handOver, date: item.date };
  };

  const made = [];
  for (let done = 0; done < n; done += 1) made.push(await interview());
  for (let done = 0; done < attempts; done += 1) {
    const item = finishing.attemptItem({ ...chosen, enumerator: Number(owner), outcome: one(finishing.NO_INTERVIEW) });
    await queue.finish({ db, owner, item, serverKey: chosen.wave.server_key });
  }
  db.close();
  return made;
};
