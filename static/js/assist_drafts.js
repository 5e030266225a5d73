// Drafts on their way to the phone's storage and back, one save after the other, each under the enumerator's key.
import { draftsCounted } from "./queue.js";
import { change, ownRecords, settled } from "./storage.js";
import { newDraftId, openDraft, sealDraft } from "./vault.js";

// One interview on the screen; ``draft`` is replaced by each change, ``revision`` tells which one is stored.
export const liveDraft = (draft, { id = newDraftId(), revision = 0 } = {}) => ({
  id,
  revision,
  draft,
  saving: Promise.resolve(),
  done: false,
});

const store = async ({ db, key, owner }, live) => {
  if (live.done) return;
  const { id, revision } = live;
  const row = await sealDraft(key, { id, owner, revision: revision + 1 }, live.draft);
  await change(db, ["drafts"], async ({ drafts }) => {
    const stored = await settled(drafts.get(id));
    // Another window has gone on with it, or has finished it: this one must not bring it back.
    if ((stored ? stored.revision : 0) !== revision) throw new Error("overtaken");
    drafts.put(row);
  });
  live.revision = revision + 1;
  if (!revision) await draftsCounted(db, owner);
};

export const keepDraft = (app, live) => {
  const saved = live.saving.then(() => store(app, live));
  live.saving = saved.catch(() => {});
  return saved;
};

const opened = async (key, row) => {
  try {
    return liveDraft(await openDraft(key, row), row);
  } catch (error) {
    return null;
  }
};

export const ownDrafts = async ({ db, key, owner }) => {
  const rows = await ownRecords(db, "drafts", owner);
  const live = await Promise.all(rows.map((row) => opened(key, row)));
  return live.filter(Boolean).sort((one, other) => one.draft.number - other.draft.number);
};
