"""Faults that an enumerator's phone meets, in a real browser: what was finished arrives, exactly once."""

import json
from pathlib import Path
from random import Random

import pytest
from counts import times
from enumerators import PIN, Field, Handset
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
COLLECTING = (Path(__file__).parents[1] / "browser" / "collecting.js").read_text(encoding="utf-8")
A_DAY = 24 * 3600


def collected(page: Page, owner: int, n: int, seed: int = 1, **more: object) -> list[dict[str, object]]:
    """Interviews made by the app's own modules on this phone; what was said in each."""
    asked = {"owner": str(owner), "pin": PIN, "languages": ["vi", "pt", "en"], "n": n, "seed": seed, **more}
    return list(page.evaluate(COLLECTING, asked))


def synchronised(page: Page, owner: int, *, send: str = "fetch") -> dict[str, object]:
    """One go at sending by the app's own module; ``send`` is how the network behaves, in JavaScript."""
    script = f"""async (owner) => {{
        const {{ synchronise }} = await import("/static/js/sync.js");
        const {{ openStorage }} = await import("/static/js/storage.js");
        const db = await openStorage();
        // The app on this page sends by itself as well; one waits for the other.
        await navigator.locks.request("kapsurvey-sync", () => null);
        const {{ waves, ...result }} = await synchronise({{ db, owner, send: {send} }});
        db.close();
        return result;
    }}"""
    return dict(page.evaluate(script, str(owner)))


def queued(page: Page, owner: int) -> list[int]:
    """The numbers of what waits on this phone, in the order in which it is sent."""
    script = """async (owner) => {
        const { pending } = await import("/static/js/queue.js");
        const { openStorage } = await import("/static/js/storage.js");
        const db = await openStorage();
        const rows = await pending(db, owner);
        db.close();
        return rows.map(({ sequence }) => sequence);
    }"""
    return list(page.evaluate(script, str(owner)))


def assert_arrived(field: Field, made: list[dict[str, object]], before: int) -> None:
    """Each interview is stored once, with the answers that were given, and nothing else is."""
    answers = field.answers()
    assert len(answers) - before == len(made)
    for one in made:
        assert answers[str(one["id"])] == one["said"]


def test_seven_days_without_network_bring_every_interview_once(handset: Handset, in_the_field: Field) -> None:
    """Row 13."""
    before = len(in_the_field.stored())
    for seed in range(times(1, 20)):
        page = handset.prepared(1).page if seed == 0 else handset.page
        # The modules, one by one, are there for this test alone: they come while there is a network.
        collected(page, 1, 0)
        handset.context.set_offline(True)
        made: list[dict[str, object]] = []
        per_day = -(-times(20, 200) // 7)
        for day in range(7):
            page.clock.set_fixed_time(page.evaluate("() => Date.now() / 1000") + (A_DAY if day else 0))
            made += collected(page, 1, min(per_day, times(20, 200) - len(made)), seed=1000 * seed + day)
        handset.context.set_offline(False)
        assert synchronised(page, 1)["state"] == "done"
        assert queued(page, 1) == []
        assert_arrived(in_the_field, made, before)
        before += len(made)


def test_an_acknowledgement_that_is_lost_changes_nothing(handset: Handset, in_the_field: Field) -> None:
    """Row 10: the server has stored it, and the phone never heard."""
    page = handset.prepared(2).page
    before = len(in_the_field.stored())
    made = collected(page, 2, 3, attempts=times(17, 97))
    lost = """async (address, options) => {
        const reply = await fetch(address, options);
        if (options.method !== "POST") return reply;
        await reply.text();
        throw new TypeError("the line broke");
    }"""
    # Each loses as many acknowledgements as there are items.
    for _ in range(times(10, 100)):
        assert synchronised(page, 2, send=lost)["state"] == "offline"
    assert len(queued(page, 2)) == len(made) + times(17, 97)
    assert synchronised(page, 2)["state"] == "done"
    assert queued(page, 2) == []
    assert_arrived(in_the_field, made, before)


def test_a_receipt_that_proves_nothing_lets_nothing_go(handset: Handset, in_the_field: Field) -> None:
    page = handset.prepared(3).page
    collected(page, 3, 0, attempts=3)
    liar = """async (address, options) => {
        if (options.method !== "POST") return fetch(address, options);
        const sealed = options.body.split("\\n").filter((line) => line.includes("sealed"));
        const lines = sealed.map((line) => JSON.parse(line));
        const items = lines.map(({ id }) => ({ id, result: "stored", receipt: id }));
        return new Response(JSON.stringify({ items }), { headers: { "Content-Type": "application/json" } });
    }"""
    assert synchronised(page, 3, send=liar)["unproven"] == 3
    assert len(queued(page, 3)) == 3
    assert synchronised(page, 3)["state"] == "done"
    assert queued(page, 3) == []


def test_order_follows_the_phone_and_not_its_clock(handset: Handset, in_the_field: Field) -> None:
    """Row 19: ten years on, back again, summer time."""
    page, random = handset.prepared(4).page, Random(19)
    before, made, now = len(in_the_field.stored()), [], page.evaluate("() => Date.now() / 1000")
    n = times(20, 2_000)
    # The app on this page sends by itself now and then, and so many take longer than that. What is asked of its modules
    # has to be there before the network goes.
    assert (collected(page, 4, 0), queued(page, 4)) == ([], [])
    handset.context.set_offline(True)
    for turn in range(n):
        page.clock.set_fixed_time(now + random.choice([-3650, -1, 0, 1, 3650]) * A_DAY + random.choice([0, 3600]))
        made += collected(page, 4, 1, seed=turn, attempts=3)
    page.clock.set_fixed_time(now)
    numbers = queued(page, 4)
    handset.context.set_offline(False)
    assert numbers == sorted(numbers) == list(range(1, 4 * n + 1))
    assert synchronised(page, 4)["state"] == "done"
    assert queued(page, 4) == []
    assert len(in_the_field.stored()) - before == len(made)
    today = in_the_field.today
    new = [row for row in in_the_field.stored() if row.id.hex() in {one["id"] for one in made}]
    assert all(row.finished_on <= today for row in new)


def test_signed_out_with_a_full_queue_loses_nothing_and_lets_nobody_else_send(
    handset: Handset, in_the_field: Field
) -> None:
    """Row 22."""
    page = handset.prepared(5).page
    before = len(in_the_field.stored())
    made = collected(page, 5, 3, attempts=times(17, 297))
    waiting = queued(page, 5)
    for _ in range(times(20, 300)):
        handset.context.clear_cookies()
        assert synchronised(page, 5)["state"] == "signed_out"
        handset.sign_in(6)
        assert synchronised(page, 5)["state"] == "other_person"
        assert synchronised(page, 6)["state"] == "done"
        assert queued(page, 5) == waiting
    handset.context.clear_cookies()
    handset.sign_in(5)
    assert synchronised(page, 5)["state"] == "done"
    assert queued(page, 5) == []
    assert_arrived(in_the_field, made, before)


def cleared(phone: Handset, kinds: str) -> None:
    """Site data cleared by the phone or its owner, with no page of the site open."""
    phone.page.goto("about:blank")
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.send("Storage.clearDataForOrigin", {"origin": phone.field.address, "storageTypes": kinds})
    devtools.detach()


def test_a_cleared_database_is_noticed_and_told(handset: Handset, in_the_field: Field) -> None:
    """Row 17: never a silent zero."""
    handset.prepared(7)
    for n in range(1, times(10, 100) + 1):
        collected(handset.page, 7, 0, attempts=n)
        cleared(handset, "indexeddb,cache_storage")
        handset.open()
        handset.make_space()
        alarm = handset.page.locator(".problems")
        assert str(n) in alarm.inner_text()
        alarm.locator("button").click()
        handset.page.wait_for_function("() => document.querySelector('.problems') === null")
        handset.take_along()


def test_a_database_that_the_browser_throws_away_comes_back_from_its_second_copy(
    handset: Handset, in_the_field: Field
) -> None:
    """Rows 17 and 18: interviews that wait, drafts, the space behind its PIN and what was taken along."""
    page = handset.prepared(10).page
    before = len(in_the_field.stored())
    handset.begin()
    handset.answer()
    begun = handset.heading
    handset.turn(".bar button:nth-of-type(1)")
    made = collected(page, 10, 2, attempts=3)
    waiting = queued(page, 10)
    for _ in range(times(3, 50)):
        cleared(handset, "indexeddb")
        handset.open()
        assert queued(page, 10) == waiting
    handset.unlock(10)
    assert page.locator(".problems").count() == 0
    page.locator(".begun button").click()
    page.wait_for_selector("form h1")
    assert handset.heading == begun
    handset.turn(".bar button:nth-of-type(1)")
    assert synchronised(page, 10)["state"] == "done"
    assert queued(page, 10) == []
    assert_arrived(in_the_field, made, before)


def test_an_app_whose_database_is_broken_hands_over_the_copy_of_the_queue(handset: Handset) -> None:
    page = handset.prepared(2).page
    made = collected(page, 2, 1, attempts=1)
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('damaged', 'UnknownError'); }")
    handset.open()
    with page.expect_download() as download:
        page.locator("main nav button").first.click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(made) == 1
    assert [sorted(json.loads(line)) for line in lines] == [["id", "sealed"]] * 2


def test_copies_outlive_an_opening_that_fails_and_a_file_that_is_saved_then(handset: Handset) -> None:
    page = handset.prepared(3).page
    collected(page, 3, 0, attempts=2)
    waiting = queued(page, 3)
    page.evaluate("() => localStorage.setItem('broken', '1')")
    page.add_init_script("if (localStorage.getItem('broken')) IDBObjectStore.prototype.put = () => { throw Error(); };")
    cleared(handset, "indexeddb")
    handset.open()
    with page.expect_download() as download:
        page.locator("main nav button").first.click()
    assert len(Path(download.value.path()).read_text(encoding="utf-8").splitlines()) == len(waiting)
    handset.open()
    page.evaluate("() => localStorage.removeItem('broken')")
    handset.open()
    assert queued(page, 3) == waiting


def test_all_site_data_cleared_is_noticed_by_what_the_server_last_heard(handset: Handset, in_the_field: Field) -> None:
    page = handset.prepared(8).page
    collected(page, 8, 0, attempts=4)
    # The phone tells what it holds, and the line breaks before the interviews are through.
    script = """async (owner) => {
        const { deviceLine } = await import("/static/js/queue.js");
        const { openStorage } = await import("/static/js/storage.js");
        const { fetchWaves } = await import("/static/js/sync.js");
        const { content } = await fetchWaves();
        const db = await openStorage();
        const headers = { "Content-Type": "application/x-ndjson", Accept: "application/json", "X-Form": content.form };
        const body = (await deviceLine(db, owner)) + "\\n";
        db.close();
        return (await fetch("/staff/bundle", { method: "POST", headers, body })).status;
    }"""
    assert page.evaluate(script, "8") == 200
    cleared(handset, "all")
    handset.sign_in(8)
    handset.open()
    handset.make_space()
    handset.page.locator("main nav:nth-of-type(1) button.next").click()
    handset.page.wait_for_selector("#wave")
    handset.page.locator("form button.next").click()
    handset.page.wait_for_selector(".place")
    notices = " ".join(handset.page.locator(".notice").all_inner_texts())
    assert "4" in notices
    assert handset.tally == (0, 0, 0)


def test_a_phone_without_room_says_so_and_offers_the_file(handset: Handset, in_the_field: Field) -> None:
    """Row 16."""
    room(handset, 4_000_000)
    page = handset.prepared(9).page
    collected(page, 9, 0, attempts=2)
    handset.context.set_offline(True)
    handset.open()
    handset.unlock(9)
    handset.begin()
    for n in range(times(10, 200)):
        page.evaluate(FILLING)
        handset.fill_in()
        handset.turn("button.decision >> nth=0" if page.locator("button.decision").count() else "form button.next")
        assert "CHƯA" in handset.heading
        with page.expect_download() as download:
            page.locator("main nav button:nth-child(2)").click()
        lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
        assert [("sealed" in json.loads(line)) for line in lines] == [False, True, True]
        room(handset, 5_000_000 + n * 1_000_000)
        handset.turn("main nav button.next")
        assert handset.question
        # To and fro, since no interview has so many pages.
        if n:
            handset.turn("form button[value=back]")
    handset.finish()
    assert handset.tally == (3, 3, 0)


FILLING = """async () => {
  const db = await new Promise((done) => {
    const request = indexedDB.open("photographs");
    request.onupgradeneeded = () => request.result.createObjectStore("all");
    request.onsuccess = () => done(request.result);
  });
  const put = (size) =>
    new Promise((done, full) => {
      const transaction = db.transaction("all", "readwrite");
      // Chance cannot be compressed.
      transaction.objectStore("all").put(crypto.getRandomValues(new Uint8Array(size)), Math.random());
      transaction.oncomplete = done;
      transaction.onabort = full;
    });
  for (const size of [50_000, 4_000, 500])
    for (let room = true; room; ) room = await put(size).then(() => true, () => false);
  db.close();
}"""


def room(phone: Handset, n_bytes: int) -> None:
    """How much the phone's browser keeps for the site."""
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": phone.field.address, "quotaSize": n_bytes})
