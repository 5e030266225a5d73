// Sends one thing after the other, each again and again until the server has taken it.

const LONGEST_PAUSE_SECONDS = 30;
const PATIENCE_SECONDS = 60;
const SLOW_SECONDS = 5;
// Time for the next page to be painted before the processor turns to the network.
const PAINTING_SECONDS = 0.05;

// A reply of ours is JSON; whatever else comes, from a proxy or a hotel's network, is no reply.
export const ask = async (address, { signal, ...more } = {}) => {
  const impatience = new AbortController();
  const stop = () => impatience.abort();
  const timer = setTimeout(stop, PATIENCE_SECONDS * 1000);
  signal?.addEventListener("abort", stop);
  try {
    const headers = { Accept: "application/json" };
    const reply = await fetch(address, { headers, redirect: "error", signal: impatience.signal, ...more });
    const pause = Number(reply.headers.get("Retry-After")) || 0;
    return { status: reply.status, pause, isOk: reply.ok, told: await reply.json() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
};

export const required = async (address, priority) => {
  const { isOk, told } = await ask(address, { priority });
  return isOk ? told : Promise.reject(told);
};

const isTaken = (reply) => reply && reply.status < 500;

// `tell` hears "saving", "kept" and "saved"; a task is { send, done }, where `send(signal)` gives a reply of `ask`.
export const poster = (tell) => {
  let tasks = [];
  let line = new AbortController();
  let pause = 0;
  let isRunning = false;
  let hasDropped = false;
  let wake = () => {};

  const rest = (seconds) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      wake = () => resolve(clearTimeout(timer));
    });
  const rely = async (task) => {
    const slow = setTimeout(tell, SLOW_SECONDS * 1000, "kept");
    line = new AbortController();
    const reply = await task.send(line.signal).catch(() => null);
    clearTimeout(slow);
    return reply;
  };
  const attempt = async (task) => {
    const reply = await rely(task);
    if (tasks[0] !== task) return;
    if (isTaken(reply)) {
      pause = 0;
      tasks.shift();
      if (tasks.length) tell("saving");
      task.done(reply);
      return;
    }
    tell("kept");
    // Not all phones at the same moment, when a server comes back.
    pause = Math.min(Math.max(1, 2 * pause, reply?.pause ?? 0), LONGEST_PAUSE_SECONDS);
    await rest(pause * (0.75 + Math.random() / 4));
  };
  const run = async () => {
    isRunning = true;
    try {
      await rest(PAINTING_SECONDS);
      while (tasks.length) await attempt(tasks[0]);
    } finally {
      isRunning = false;
    }
    tell(hasDropped ? "" : "saved");
  };
  // What was under way when the network went will hang for long; sending it again costs nothing.
  const hurry = () => {
    line.abort();
    pause = 0;
    wake();
  };
  addEventListener("online", hurry);
  return {
    add: (task) => {
      tasks.push(task);
      hasDropped = false;
      if (!pause) tell("saving");
      if (!isRunning) run();
    },
    drop: () => {
      tasks = [];
      hasDropped = true;
      hurry();
    },
    isEmpty: () => !tasks.length,
  };
};
