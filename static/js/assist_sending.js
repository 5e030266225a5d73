// What an enumerator must know about the queue: counts, losses, room, and the way to send or to hand in a file.
import { make, paragraph, turning } from "./assist_dom.js";
import { knownWaves } from "./assist_library.js";
import { counts, device, exportCopies, exportFile, lossSeen } from "./queue.js";
import { openAsItIs } from "./storage.js";

const LEAST_ROOM = 5_000_000;

export const roomLeft = async () => {
  const { quota = Infinity, usage = 0 } = navigator.storage.estimate ? await navigator.storage.estimate() : {};
  return quota - usage;
};

export const askToPersist = async () => Boolean(navigator.storage.persist && (await navigator.storage.persist()));

// The file goes to the phone's own folder of downloads; what is in it opens on the server alone.
const offered = (file, owner) => {
  const address = URL.createObjectURL(file);
  const link = make("a", { href: address, download: `queue-${owner || "all"}.ndjson` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};

export const offerFile = async (db, owner) => offered(await exportFile(db, owner), owner);

// What everybody on this phone has queued, where the app cannot open its database: as it stands, or from its copy.
export const offerWhatIsLeft = async () => {
  const asItIs = async () => exportFile(await openAsItIs(), null);
  return offered(await asItIs().catch(exportCopies), null);
};

const notice = (...parts) => make("div", { class: "problems", role: "alert" }, ...parts);

const lossAlarm = (app, { missing, draftsMissing }, again) => {
  const seen = async () => {
    await lossSeen(app.db, app.owner);
    return again();
  };
  const lines = [missing && app.say("lost_queue", { n: missing }), draftsMissing && app.say("lost_drafts", { n: draftsMissing })];
  const texts = lines.filter(Boolean).map((line) => paragraph(line));
  return notice(...texts, paragraph(app.say("lost_what")), turning(app.say("lost_seen"), app.press(app.say("lost_seen"), seen)));
};

// Phones of this enumerator that the server has not heard the last of: this one's storage may have been cleared.
const otherPhones = async (app) => {
  const here = (await device(app.db)).id;
  const { devices = [] } = await knownWaves(app.db, app.owner);
  const others = devices.filter((one) => one.device !== here && one.unsent > 0);
  return others.map(({ unsent, heard_on }) => paragraph(app.say("other_phone", { n: unsent, day: heard_on }), { class: "notice" }));
};

export const alarms = async (app, again) => {
  const counted = await counts(app.db, app.owner);
  const isLow = (await roomLeft()) < LEAST_ROOM;
  return [
    counted.missing || counted.draftsMissing ? lossAlarm(app, counted, again) : null,
    ...(await otherPhones(app)),
    isLow ? notice(paragraph(app.say("room_low")), fileButton(app)) : null,
    app.persisted ? null : paragraph(app.say("not_persisted"), { class: "notice", role: "note" }),
    app.updateWaiting ? paragraph(app.say("update_waiting"), { class: "notice", role: "note" }) : null,
  ];
};

const fileButton = (app) => app.press(app.say("file"), () => offerFile(app.db, app.owner));

const tally = (label, n) => make("div", {}, make("dt", {}, label), make("dd", {}, String(n)));

const STATES = {
  done: "sync_done",
  offline: "sync_offline",
  busy: "sync_busy",
  running: "sync_running",
  refused: "sync_refused",
  unproven: "sync_unproven",
  signed_out: "sync_signed_out",
};

const lastWord = (app) => {
  const { state, other, conflicts, mine } = app.lastSync || {};
  const words = state === "other_person" ? app.say("sync_other", { n: other }) : STATES[state] && app.say(STATES[state]);
  return [words, conflicts ? app.say("sync_conflicts", { n: conflicts }) : "", mine ? app.say("stored", mine) : ""].filter(Boolean).join(" ");
};

export const sending = async (app) => {
  const { made, waiting, sent } = await counts(app.db, app.owner);
  const signIn = ["signed_out", "other_person"].includes((app.lastSync || {}).state);
  return [
    make("h2", {}, app.say("sending")),
    make("dl", { class: "tally" }, tally(app.say("made"), made), tally(app.say("waiting"), waiting), tally(app.say("sent"), sent)),
    paragraph(lastWord(app), { role: "status", id: "sync" }),
    turning(
      app.say("sending"),
      app.press(app.say("send_now"), app.synchronise),
      signIn ? make("a", { class: "next", href: app.signIn }, app.say("sign_in")) : null,
      waiting ? fileButton(app) : null,
    ),
  ];
};
