"""An enumerator's app in a real browser, 360 points wide: a whole interview without network, and what happens to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from accessibility import assert_fits
from enumerators import AT_HOME, PIN, Field, Handset
from phones import switched_on

pytestmark = pytest.mark.browser


def screens(phone: Handset, language: str) -> Iterator[str]:
    """Every screen of one whole interview, and those around it."""
    page = phone.page
    yield "who"
    page.locator("main nav button").first.click()
    page.wait_for_selector("#pin")
    page.fill("#pin", "999999")
    page.locator("form button.next").click()
    page.wait_for_selector("#wrong")
    yield "a wrong PIN"
    page.fill("#pin", PIN)
    page.locator("form button.next").click()
    page.wait_for_selector(AT_HOME)
    yield "home"
    phone.turn("main nav:last-of-type button")
    yield "the PIN until now"
    page.fill("#pin", PIN)
    phone.turn()
    yield "a new PIN"
    phone.turn("main nav button:nth-child(2)")
    phone.turn("main nav:first-of-type button:nth-child(2)")
    yield "no interview"
    phone.turn("main nav button >> nth=0")
    phone.turn("main nav:first-of-type button.next")
    yield "which language"
    phone.turn(f"main nav button[lang={language}]")
    yield "consent"
    phone.answer()
    phone.turn()
    assert page.locator(".problems").is_visible()
    yield "a page with mistakes"
    while not page.locator(AT_HOME).count():
        phone.answer()
        yield phone.question or phone.heading


@pytest.mark.parametrize("language", ["vi", "pt"])
def test_a_whole_interview_without_network_passes_axe_and_arrives(in_the_field, phone, language) -> None:
    handset = Handset.new(in_the_field, phone(locale=language, java_script_enabled=True)).prepared(7)
    before = set(in_the_field.answers())
    handset.context.set_offline(True)
    handset.open()
    seen = []
    for name in screens(handset, language):
        seen.append(name)
        assert_fits(handset.page, name, language)
        if handset.question:
            assert handset.page.locator("header .notice[role=note]").count() == 1, "a pretest says so on every page"
    assert len(seen) > 25
    made, waiting, arrived = handset.tally
    assert (made, waiting, arrived) == (2, 2, 0)
    handset.context.set_offline(False)
    handset.send()
    handset.page.wait_for_function("() => document.querySelectorAll('.tally dd')[1].textContent === '0'")
    assert handset.tally == (2, 0, 2)
    # What is stored counts with what came before, from whatever phone.
    of_seven = sum(row.enumerator == 7 for row in in_the_field.stored())
    handset.page.wait_for_function("n => document.querySelector('#sync').textContent.includes(`: ${n},`)", arg=of_seven)
    [new] = set(in_the_field.answers()) - before
    answers = in_the_field.answers()[new]
    assert answers["S1_P02"] == [2]
    assert answers["S1_R01"] == 3
    [row] = [row for row in in_the_field.stored() if row.id.hex() == new]
    assert (row.mode, row.language, row.hand_over, row.enumerator) == ("assisted", language, "self", 7)


def test_in_the_block_there_is_no_way_to_what_was_said_before(handset: Handset) -> None:
    page = handset.prepared(7).page
    handset.context.set_offline(True)
    handset.begin()
    handset.until("S1_P01")
    page.locator("#S1_P01 input").nth(2).check()
    handset.turn()
    assert handset.question == "" and page.locator(".bar").count() == 1
    handset.turn("main nav button.next")
    assert page.locator(".bar").count() == 0
    handset.turn("main nav button.next")
    assert handset.question == "S1_P02"
    assert page.locator(".bar, button[value=back]").count() == 0
    page.go_back()
    page.go_back()
    page.wait_for_function("() => document.querySelector('#S1_P02') !== null")
    page.locator("#S1_P02 input").nth(1).check()
    handset.turn("header button[lang=pt]")
    assert page.locator("html").get_attribute("lang") == "pt"
    assert page.locator("#S1_P02 input").nth(1).is_checked()
    handset.turn()
    assert handset.question == "S1_P03"
    page.go_back()
    page.wait_for_function("() => document.querySelector('#S1_P02') !== null")
    while handset.question:
        handset.answer()
    assert page.locator(".bar").count() == 0
    handset.turn("main nav button.next")
    assert handset.question == "S1_M01"
    # The way back leads around the block.
    handset.turn("form button[value=back]")
    assert handset.question == "S1_P01"
    assert page.locator("#S1_P01 input").nth(2).is_checked()
    handset.turn()
    assert handset.question == "S1_M01"


def test_a_block_that_breaks_off_begins_again_with_the_hand_over_and_shows_nothing(
    handset: Handset, in_the_field: Field
) -> None:
    page = handset.prepared(8).page
    handset.begin()
    handset.until("S1_P02")
    page.locator("#S1_P02 input").nth(1).check()
    handset.turn()
    page.locator("#S1_P03 input").nth(0).check()
    page.reload()
    handset.unlock(8)
    handset.turn(".begun button")
    assert handset.question == ""
    assert page.locator(".notice").count() == 1
    handset.turn("main nav button.next")
    handset.turn("main nav button.next")
    assert handset.question == "S1_P02"
    assert page.locator("#S1_P02 input:checked").count() == 0
    # Given back at once, what was said before still counts.
    handset.turn("footer button")
    handset.finish()
    before = set(in_the_field.answers())
    handset.send()
    page.wait_for_function("() => document.querySelectorAll('.tally dd')[1].textContent === '0'")
    new = [answers for name, answers in in_the_field.answers().items() if name not in before]
    assert len(in_the_field.answers()) > 0
    assert any(answers.get("S1_P02") == [2] for answers in new or in_the_field.answers().values())


def test_without_privacy_the_questions_are_not_asked(handset: Handset, in_the_field: Field) -> None:
    page = handset.prepared(9).page
    handset.context.set_offline(True)
    handset.begin("pt")
    for _ in range(60):
        if page.locator(".bar").count() and not handset.question:
            break
        handset.answer()
    handset.turn("main nav button:nth-child(2)")
    assert handset.question == "S1_M01"
    handset.finish()
    handset.context.set_offline(False)
    handset.send()
    page.wait_for_function("() => document.querySelectorAll('.tally dd')[1].textContent === '0'")
    [row] = [row for row in in_the_field.stored() if row.enumerator == 9]
    assert row.hand_over == "no_privacy"
    assert not {"S1_P02", "S1_P03", "S1_P04", "S1_P05"} & in_the_field.answers()[row.id.hex()].keys()


def test_drafts_are_parked_and_taken_up_with_every_word(handset: Handset) -> None:
    page = handset.prepared(7).page
    handset.context.set_offline(True)
    for number in ("41", "42"):
        handset.begin()
        handset.until("S1_R01")
        page.fill("input[name=S1_R01]", number)
        page.fill("input[name=S1_R02]", "many")
        handset.turn(".bar button:nth-of-type(1)")
    assert page.locator(".begun button").count() == 2
    for place, number in enumerate(("41", "42")):
        page.locator(".begun button").nth(place).click()
        page.wait_for_selector("input[name=S1_R01]")
        assert page.locator("input[name=S1_R01]").input_value() == number
        assert page.locator("input[name=S1_R02]").input_value() == "many"
        handset.turn(".bar button:nth-of-type(1)")


def test_a_pin_is_changed_by_whoever_knows_it_and_drafts_open_with_the_new_one(handset: Handset) -> None:
    page = handset.prepared(7).page
    handset.context.set_offline(True)
    handset.begin()
    handset.until("S1_R01")
    page.fill("input[name=S1_R01]", "41")
    handset.turn(".bar button:nth-of-type(1)")
    handset.turn("main nav:last-of-type button")
    page.fill("#pin", "000000")
    handset.turn()
    assert page.locator("#wrong").is_visible()
    page.fill("#pin", PIN)
    handset.turn()
    for pin, twice in (("12345", "12345"), ("135791", "135792"), ("135791", "135791")):
        page.fill("#pin", pin)
        page.fill("#again", twice)
        handset.turn()
        assert page.locator("#wrong").count() == (pin == "12345" or pin != twice)
    handset.turn("main nav button.next")
    handset.turn(".bar button")
    handset.unlock(7)
    assert page.locator("#wrong").is_visible()
    handset.turn("main nav button:nth-child(2)")
    handset.unlock(7, "135791")
    handset.turn(".begun button")
    assert page.locator("input[name=S1_R01]").input_value() == "41"


def test_two_enumerators_on_one_phone_see_nothing_of_each_other(handset: Handset, in_the_field: Field) -> None:
    page = handset.prepared(7).page
    handset.begin()
    handset.until("S1_R01")
    page.fill("input[name=S1_R01]", "41")
    handset.turn(".bar button:nth-of-type(1)")
    handset.context.set_offline(True)
    handset.begin()
    handset.finish()
    assert handset.tally == (1, 1, 0)
    # In this order: what waits is sent by itself as soon as its enumerator is signed in and there is network.
    handset.context.clear_cookies()
    handset.context.set_offline(False)
    handset.sign_in(8)
    handset.open()
    handset.make_space("135791")
    handset.take_along()
    assert page.locator(".begun").count() == 0
    handset.send()
    assert handset.tally == (0, 0, 0)
    # The first one's PIN opens the first one's work only, and what waits there is not sent by the other.
    handset.turn(".bar button")
    handset.unlock(8, PIN)
    assert page.locator("#wrong").is_visible()
    handset.turn("main nav button:nth-child(2)")
    handset.unlock(7)
    assert page.locator(".begun button").count() == 1
    handset.send()
    assert handset.tally == (1, 1, 0)
    assert "8" in page.locator("#sync").inner_text()
    handset.context.clear_cookies()
    handset.sign_in(7)
    handset.open()
    handset.unlock(7)
    page.wait_for_function("() => document.querySelectorAll('.tally dd')[1].textContent === '0'")
    assert handset.tally == (1, 0, 1)


def test_a_finished_interview_and_a_draft_are_nowhere_in_the_browser_to_be_read(handset: Handset) -> None:
    page = handset.prepared(7).page
    handset.context.set_offline(True)
    handset.begin()
    handset.until("S1_R01")
    page.fill("input[name=S1_R01]", "40")
    page.fill("input[name=S1_R02]", "canary-in-the-field")
    handset.turn(".bar button:nth-of-type(1)")
    handset.begin()
    handset.finish()
    dump = handset.dump()
    assert "kapsurvey-count-7" in dump and "made:1" in dump, "the search looks where things are kept"
    for word in ("canary", "S1_R01", '"answers"', "receipt_key", handset.field.passwords[7], PIN):
        assert word not in dump, word


def test_a_phone_restarted_in_the_middle_goes_on_where_it_was(in_the_field: Field, browser, tmp_path: Path) -> None:
    with switched_on(browser, tmp_path / "profile", locale="pt") as context:
        phone = Handset.new(in_the_field, context).prepared(7)
        phone.begin("pt")
        phone.until("S1_R01")
        phone.page.fill("input[name=S1_R01]", "41")
        phone.page.fill("input[name=S1_R02]", "7")
        phone.turn()
    with switched_on(browser, tmp_path / "profile", locale="pt") as context:
        context.set_offline(True)
        phone = Handset.new(in_the_field, context)
        phone.open()
        phone.unlock(7)
        phone.page.locator(".begun button").click()
        phone.page.wait_for_selector("form h1")
        phone.turn("form button[value=back]")
        assert phone.page.locator("input[name=S1_R01]").input_value() == "41"
        phone.finish()
        assert phone.tally[0] == 1
