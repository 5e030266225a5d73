"""What is stored on an enumerator's phone survives upgrades that fail, a browser that is killed, and a new edition."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from random import Random

import pytest
from counts import times
from enumerators import AT_HOME, OPENED, PIN, Field, Handset
from phones import FLAGS, program
from playwright.sync_api import Browser, Page, TimeoutError

pytestmark = [pytest.mark.browser, pytest.mark.timeout(times(300, 14_400))]
ROOT = Path(__file__).parents[2]

FILLED = """async () => {
  const { change, openStorage } = await import("/static/js/storage.js");
  const db = await openStorage();
  const stores = ["people", "drafts", "queue", "library", "counters"];
  await change(db, stores, (on) => {
    for (let n = 0; n < 20; n += 1)
      for (const store of stores) on[store].put({ number: `p${n}`, id: `i${n}`, key: `k${n}`, owner: `o${n}` });
  });
  db.close();
}"""
KEPT = """async () => {
  const { openStorage, records } = await import("/static/js/storage.js");
  const db = await openStorage();
  const counted = async (store) => [store, (await records(db, store)).length];
  const found = await Promise.all([...db.objectStoreNames].map(counted));
  const version = db.version;
  db.close();
  return { ...Object.fromEntries(found), version };
}"""
ALL_KEPT = {"people": 20, "drafts": 20, "queue": 20, "library": 20, "counters": 20, "version": 1}


@pytest.fixture
def page(in_the_field: Field, phone) -> Page:
    """A page of the site, where the app's modules can be used one by one."""
    page: Page = phone(java_script_enabled=True).new_page()
    page.goto(f"{in_the_field.address}/staff/")
    return page


def test_an_upgrade_that_breaks_off_loses_no_row(page: Page) -> None:
    """Row 15."""
    page.evaluate(FILLED)
    broken = """async (n) => {
      const { openStorage, UPGRADES } = await import("/static/js/storage.js");
      const stores = ["people", "drafts", "queue", "library", "counters"];
      const step = (db, transaction) => {
        stores.slice(0, n % 6).forEach((store) => transaction.objectStore(store).clear());
        if (n % 2) db.deleteObjectStore(stores[n % 5]);
        db.createObjectStore("new");
        throw new Error("a mistake in the new edition");
      };
      try {
        await openStorage({ upgrades: [...UPGRADES, step] });
        return "opened";
      } catch (error) {
        return error.name;
      }
    }"""
    for n in range(times(10, 100)):
        assert page.evaluate(broken, n) == "AbortError"
        assert page.evaluate(KEPT) == ALL_KEPT


def test_an_upgrade_waits_for_the_old_window_and_loses_no_row(page: Page, in_the_field: Field) -> None:
    """Row 15: the new edition says that it waits; the old one goes on saving."""
    page.evaluate(FILLED)
    for n in range(times(3, 50)):
        old = page.context.new_page()
        old.goto(f"{in_the_field.address}/staff/")
        old.evaluate("""async () => (window.db = await (await import("/static/js/storage.js")).openAsItIs())""")
        upgrade = """async (steps) => {
          const { openStorage, UPGRADES } = await import("/static/js/storage.js");
          const more = Array.from({ length: steps }, (_, n) => (db) => db.createObjectStore(`new${n}`));
          const upgrades = [...UPGRADES, ...more];
          window.blocked = false;
          window.opened = openStorage({ upgrades, blocked: () => (window.blocked = true) }).then((db) => db.close());
        }"""
        page.evaluate(upgrade, n + 1)
        page.wait_for_function("() => window.blocked")
        saved = """async (n) => {
          const { change } = await import("/static/js/storage.js");
          await change(window.db, ["queue"], ({ queue }) => queue.put({ id: `late${n}`, owner: "7" }));
        }"""
        old.evaluate(saved, n)
        old.close()
        page.evaluate("() => window.opened")
        count = """async () => {
          const { openAsItIs, records } = await import("/static/js/storage.js");
          const db = await openAsItIs();
          const found = (await records(db, "queue")).length;
          db.close();
          return found;
        }"""
        assert page.evaluate(count) == 20 + n + 1


def test_an_app_that_cannot_open_its_storage_still_hands_the_queue_over(handset: Handset) -> None:
    page = handset.prepared(1).page
    page.goto(f"{handset.field.address}/staff/")
    newer = """async () => {
      const { openStorage, UPGRADES, change } = await import("/static/js/storage.js");
      const db = await openStorage({ upgrades: [...UPGRADES, (db) => db.createObjectStore("new")] });
      await change(db, ["queue"], ({ queue }) => queue.put({ id: "a", owner: "1", sealed: Uint8Array.of(1, 2, 3) }));
      db.close();
    }"""
    page.evaluate(newer)
    handset.open()
    with page.expect_download() as download:
        page.locator("main nav button").first.click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == '{"id":"a","sealed":"AQID"}\n'


@contextmanager
def killable(browser: Browser, profile: Path) -> Iterator[tuple[Page, "subprocess.Popen[bytes]"]]:
    """Chromium as a process that can be killed like one, with what it stores in a folder."""
    (profile / "DevToolsActivePort").unlink(missing_ok=True)
    words = [str(program()), *FLAGS, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, start_new_session=True)
    assert process.stderr is not None
    line = next(line for line in process.stderr if b"DevTools listening on" in line)
    connected = browser.browser_type.connect_over_cdp(line.split()[-1].decode())
    try:
        yield connected.contexts[0].new_page(), process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)
        process.stderr.close()


SAVING = """async (pin) => {
  const { openStorage, record, change } = await import("/static/js/storage.js");
  const { createPerson, unlock } = await import("/static/js/vault.js");
  const { keepDraft, liveDraft, ownDrafts } = await import("/static/js/assist_drafts.js");
  const db = await openStorage();
  let person = await record(db, "people", "7");
  if (!person) {
    ({ person } = await createPerson("7", pin));
    await change(db, ["people"], ({ people }) => people.add(person));
  }
  const app = { db, owner: "7", key: await unlock(person, pin) };
  const [found] = await ownDrafts(app);
  const live = found || liveDraft({ number: 0 });
  window.go = async () => {
    for (;;) {
      live.draft = { number: live.draft.number + 1 };
      await keepDraft(app, live);
      await window.confirmed(live.draft.number);
    }
  };
  return found ? found.draft.number : 0;
}"""


def test_a_browser_killed_while_it_saves_has_the_last_confirmed_answer(
    in_the_field: Field, browser: Browser, tmp_path: Path
) -> None:
    """Row 18."""
    random, confirmed = Random(18), 0
    for _ in range(times(10, 500)):
        with killable(browser, tmp_path) as (page, process):
            saved: list[int] = []
            enough = confirmed + random.randint(1, 40)

            def confirm(number: int, saved: list[int] = saved) -> None:
                saved.append(number)

            page.expose_function("confirmed", confirm)
            page.goto(f"{in_the_field.address}/staff/")
            assert page.evaluate(SAVING, PIN) >= confirmed
            page.evaluate("() => void window.go()")
            while not saved or saved[-1] < enough:
                page.evaluate("() => true")
            os.killpg(process.pid, signal.SIGKILL)
            confirmed = saved[-1]
    with killable(browser, tmp_path) as (page, _):
        page.goto(f"{in_the_field.address}/staff/")
        assert page.evaluate(SAVING, PIN) >= confirmed


def test_a_browser_that_throws_a_damaged_database_away_loses_no_confirmed_answer(
    in_the_field: Field, browser: Browser, tmp_path: Path
) -> None:
    """Row 18, without waiting for the moment at which a killed browser damages its own database."""
    confirmed = 0
    for _ in range(times(2, 100)):
        with killable(browser, tmp_path) as (page, process):
            saved: list[int] = []
            page.expose_function("confirmed", lambda number, saved=saved: saved.append(number))
            page.goto(f"{in_the_field.address}/staff/")
            assert page.evaluate(SAVING, PIN) >= confirmed
            page.evaluate("() => void window.go()")
            while len(saved) < 5:
                page.evaluate("() => true")
            os.killpg(process.pid, signal.SIGKILL)
            confirmed = saved[-1]
        [database] = tmp_path.glob("Default/IndexedDB/*.leveldb")
        (database / "CURRENT").write_bytes(b"\0")
    with killable(browser, tmp_path) as (page, _):
        page.goto(f"{in_the_field.address}/staff/")
        assert page.evaluate(SAVING, PIN) >= confirmed
        # Thrown away it was: what stands there now is new.
        assert (database / "CURRENT").read_bytes() == b"MANIFEST-000001\n"


def restarted(handset: Handset, edition: str) -> None:
    """The app closed and opened until it is of this edition: it comes into force a moment after the last old window
    has gone, and Chromium without windows may let a page that is asked for just then wait for ever.
    """
    while True:
        handset.page.goto("about:blank")
        with suppress(TimeoutError):
            handset.page.goto(f"{handset.field.address}/staff/app", timeout=3_000)
            handset.page.wait_for_selector(OPENED)
            if handset.page.locator("html").get_attribute("data-edition") == edition:
                return


def sent(handset: Handset) -> None:
    """Everything delivered: the first word on a line to a server that was killed may fail; then one presses again."""
    for left in range(5, -1, -1):
        handset.send()
        with suppress(TimeoutError) if left else nullcontext():
            handset.page.wait_for_function(NONE_WAITS, timeout=10_000)
            return


@contextmanager
def edition(field: Field, folder: Path, name: str) -> Iterator[None]:
    """The same server with another edition of the app, until the block ends."""
    for part in ("kapsurvey", "static"):
        shutil.copytree(ROOT / part, folder / part, dirs_exist_ok=True)
    for part in ("questionnaires", "translations"):
        (folder / part).symlink_to(ROOT / part)
    script = folder / "static" / "js" / "assist_dom.js"
    script.write_text(script.read_text(encoding="utf-8") + f'\ndocument.documentElement.dataset.edition = "{name}";\n')
    with field.operator.serving(PYTHONPATH=str(folder)) as server:
        yield
        # It need not wait until the phone hangs up.
        os.killpg(server.pid, signal.SIGKILL)


NONE_WAITS = "() => document.querySelectorAll('.tally dd')[1].textContent === '0'"
UPDATED = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/staff/");
  // The first word on a connection to the server that was killed fails, and a browser asks again at its leisure.
  for (let left = 80; left; left--)
    try {
      await registration.update();
      break;
    } catch (problem) {
      if (left === 1) throw problem;
      await new Promise((done) => setTimeout(done, 250));
    }
  const next = registration.installing || registration.waiting;
  if (next && next.state === "installing")
    await new Promise((done) => next.addEventListener("statechange", () => next.state === "installing" || done()));
  return Boolean(registration.waiting);
}"""


def test_a_new_edition_touches_neither_a_running_interview_nor_the_queue(
    own_field: Field, phone, tmp_path: Path
) -> None:
    """Row 14: the open page keeps its parts, the next start has the new ones, and the queue is read by them."""
    handset = Handset.new(own_field, phone(locale="vi", java_script_enabled=True))
    with own_field.operator.serving():
        page = handset.prepared(7).page
        # What waits must wait until every edition has seen it.
        holding = handset.context.new_page()
        holding.goto(f"{own_field.address}/static/css/kapsurvey.css")
        holding.evaluate("() => void navigator.locks.request('kapsurvey-sync', () => new Promise(() => {}))")
        page.bring_to_front()
        handset.context.set_offline(True)
        handset.begin()
        handset.finish()
        handset.begin()
        handset.until("S1_R01")
        handset.context.set_offline(False)
    for n in range(times(10, 200)):
        with edition(own_field, tmp_path / str(n), f"edition {n}"):
            assert page.evaluate(UPDATED) is True
            page.fill("input[name=S1_R01]", "41")
            handset.turn()
            handset.turn("form button[value=back]")
            assert page.locator("input[name=S1_R01]").input_value() == "41"
            assert page.locator("html").get_attribute("data-edition") == (f"edition {n - 1}" if n else None)
            handset.context.set_offline(True)
            handset.turn(".bar button:nth-of-type(1)")
            restarted(handset, f"edition {n}")
            handset.unlock(7)
            assert handset.tally == (1, 1, 0)
            page.locator(".begun button").click()
            page.wait_for_selector("input[name=S1_R01]")
            handset.context.set_offline(False)
    holding.close()
    with own_field.operator.serving():
        handset.turn(".bar button:nth-of-type(1)")
        page.wait_for_selector(AT_HOME)
        sent(handset)
        assert len(own_field.stored()) == 1
