"""A respondent's pages with the script: they turn in memory, and what was answered arrives in the background."""

import json

import pytest
from phones import FLAGS, Phone, program
from playwright.sync_api import Browser, Page, Request, Route, expect
from surveys import Survey, open_survey, status, taken_over

pytestmark = pytest.mark.browser
KEPT = "Kept on this page only. Do not close it: it will be sent when the network is back."
ATTACK = "<img src=x onerror=alert('answer')> ${TIMES} \N{RIGHT-TO-LEFT OVERRIDE}txet"


@pytest.fixture
def page(phone: Phone) -> Page:
    """A phone with JavaScript that speaks English; whatever its console says fails the test."""
    return listened_to(phone(locale="en", java_script_enabled=True).new_page())


def listened_to(page: Page) -> Page:
    page.complaints = []  # type: ignore[attr-defined]  # looked at by the fixture below
    page.on("console", lambda message: page.complaints.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    page.on("dialog", lambda dialog: (page.complaints.append(dialog.message), dialog.dismiss()))  # type: ignore[attr-defined]
    return page


@pytest.fixture(autouse=True)
def no_complaint(page: Page):
    """No error, no breach of the policy, no dialog; of failed requests and cleared data Chromium tells by itself."""
    yield
    complaints = page.complaints  # type: ignore[attr-defined]
    assert [text for text in complaints if not text.startswith(("Failed to load resource", "Clear-Site-Data"))] == []


def begin(page: Page, survey: Survey) -> None:
    open_survey(page, survey.start)
    page.locator("button.decision").first.click()
    expect(page.locator("h1")).to_have_text("What you heard")


def talk(page: Page, heard: str = "a rumour", times: str = "3") -> None:
    page.locator("[name=HEARD]").fill(heard)
    page.locator("[name=TIMES]").fill(times)
    following(page)


def following(page: Page) -> None:
    page.locator("button.next").last.click()


def finish(page: Page) -> str:
    page.locator("[name=SURE][value='1']").check()
    following(page)
    return page.locator(".receipt").inner_text()


def answers(survey: Survey) -> list[dict[str, object]]:
    return [json.loads(row.document)["answers"] for row in survey.interviews]


def offline(page: Page, yes: bool = True) -> None:
    page.context.set_offline(yes)


def test_pages_turn_without_a_page_being_fetched(page: Page, survey: Survey) -> None:
    begin(page, survey)
    expect(status(page)).to_have_text("Saved.")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    talk(page)
    expect(page.locator("h1")).to_have_text("The last page")
    expect(status(page)).to_have_text("Saved.")
    assert [(one.method, one.url) for one in asked if "/static/" not in one.url] == [("POST", f"{survey.start}2")]
    assert page.url == survey.start
    assert finish(page)
    assert page.url == f"{survey.start}thanks"
    assert answers(survey) == [{"CONSENT": 1, "HEARD": "a rumour", "TIMES": 3, "SURE": 1, "REMARKS": None}]


def test_a_page_begins_as_if_it_had_been_loaded(page: Page, survey: Survey) -> None:
    """At the top, with the heading in focus for those who listen, and the progress and title of the page."""
    begin(page, survey)
    page.evaluate("scrollTo(0, 1000)")
    talk(page)
    assert page.evaluate("[document.activeElement.tagName, scrollY]") == ["H1", 0]
    assert page.locator("progress").get_attribute("value") == "3"
    assert page.title() == "Hamlet survey"


def test_a_mistake_is_told_as_the_server_tells_it(page: Page, survey: Survey, phone: Phone) -> None:
    begin(page, survey)
    talk(page, times="many")
    told = page.locator("main").inner_html()
    assert page.title() == "Please check: Hamlet survey"
    assert page.locator(".problems").evaluate("(box) => box === document.activeElement")
    expect(status(page)).to_have_text("Saved.")
    plain = phone(locale="en").new_page()
    plain.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # Playwright's own cookies
    plain.goto(f"{survey.start}2")
    page.locator(".problems").evaluate("(box) => box.removeAttribute('tabindex')")
    assert page.locator("main").inner_html() == plain.locator("main").inner_html()
    assert "Please write a whole number" in told


def test_way_to_a_mistake_leads_to_its_question(page: Page, survey: Survey) -> None:
    begin(page, survey)
    talk(page, times="many")
    page.locator(".problems a").click()
    assert page.evaluate("document.activeElement.id") == "TIMES"
    assert page.url == survey.start


def test_enter_in_a_field_turns_the_page(page: Page, survey: Survey) -> None:
    begin(page, survey)
    page.locator("[name=TIMES]").fill("3")
    page.locator("[name=TIMES]").press("Enter")
    expect(page.locator("h1")).to_have_text("The last page")


def test_going_back_shows_what_was_said(page: Page, survey: Survey) -> None:
    begin(page, survey)
    talk(page)
    page.locator("[name=REMARKS]").fill("half a thou")
    page.get_by_role("button", name="Back").click()
    assert page.locator("[name=HEARD]").input_value() == "a rumour"
    following(page)
    assert page.locator("[name=REMARKS]").input_value() == "half a thou"


def test_the_browsers_way_back_turns_one_page_back(page: Page, survey: Survey) -> None:
    page.goto("about:blank")
    begin(page, survey)
    talk(page)
    for heading in ("What you heard", "About this survey"):
        page.evaluate("history.back()")
        expect(page.locator("h1")).to_have_text(heading)
        assert page.url == survey.start
    expect(status(page)).to_have_text("Saved.")
    page.evaluate("history.back()")
    page.wait_for_url("about:blank")


def test_the_browsers_way_forward_turns_nothing(page: Page, survey: Survey) -> None:
    begin(page, survey)
    talk(page)
    page.evaluate("history.back()")
    expect(page.locator("h1")).to_have_text("What you heard")
    page.evaluate("history.forward()")
    talk(page, heard="more")
    assert finish(page)
    assert [one["HEARD"] for one in answers(survey)] == ["more"]


def test_answers_given_without_network_arrive_when_it_is_back(page: Page, survey: Survey) -> None:
    begin(page, survey)
    expect(status(page)).to_have_text("Saved.")
    offline(page)
    talk(page)
    expect(page.locator("h1")).to_have_text("The last page")
    expect(status(page)).to_have_text(KEPT)
    page.get_by_role("button", name="Back").click()
    talk(page, heard="another rumour")
    page.locator("[name=SURE][value='2']").check()
    following(page)
    expect(status(page)).to_have_text(KEPT)
    assert survey.interviews == []
    offline(page, False)
    page.locator(".receipt").wait_for()
    assert answers(survey) == [{"CONSENT": 1, "HEARD": "another rumour", "TIMES": 3, "SURE": 2, "REMARKS": None}]
    assert survey.conflicts == ()


def test_what_is_asked_for_while_waiting_is_told(page: Page, survey: Survey) -> None:
    begin(page, survey)
    held: list[Route] = []
    page.route("**/hamlet/2", lambda route: held.append(route))
    talk(page)
    expect(status(page)).to_have_text("Saving …")
    page.locator("[name=SURE][value='1']").check()
    following(page)
    expect(status(page)).to_have_text("Sending your answers. Please wait.")
    held[0].continue_()
    page.locator(".receipt").wait_for()


@pytest.mark.parametrize("go", ["later", "stop"])
def test_who_asks_for_another_page_without_network_can_go_on_answering(page: Page, survey: Survey, go: str) -> None:
    begin(page, survey)
    offline(page)
    page.locator(f"button[value={go}]").click()
    expect(status(page)).to_have_text(KEPT)
    talk(page)
    expect(page.locator("h1")).to_have_text("The last page")
    offline(page, False)
    expect(status(page)).to_have_text("Saved.")
    expect(page.locator("h1")).to_have_text("The last page")


def test_stopping_waits_until_everything_is_through(page: Page, survey: Survey) -> None:
    begin(page, survey)
    offline(page)
    talk(page, heard="this one")
    page.locator("button[value=stop]").click()
    offline(page, False)
    page.get_by_role("button", name="Send my answers").click()
    page.locator(".receipt").wait_for()
    assert [(one["HEARD"], one["TIMES"]) for one in answers(survey)] == [("this one", 3)]


def test_going_on_after_asking_to_stop_is_taken_over_again(page: Page, survey: Survey) -> None:
    begin(page, survey)
    talk(page)
    page.locator("button[value=stop]").click()
    page.get_by_role("button", name="Go on answering").click()
    taken_over(page)
    assert page.url == f"{survey.start}3"
    page.get_by_role("button", name="Back").click()
    assert page.locator("[name=HEARD]").input_value() == "a rumour"
    assert page.url == f"{survey.start}2"
    talk(page, heard="more")
    assert finish(page)


def test_reload_goes_on_where_one_was(page: Page, survey: Survey) -> None:
    begin(page, survey)
    talk(page)
    page.locator("[name=REMARKS]").fill("half a thou")
    page.get_by_role("button", name="Back").click()
    expect(status(page)).to_have_text("Saved.")
    page.reload()
    taken_over(page)
    assert page.locator("h1").inner_text() == "The last page"
    assert page.locator("[name=REMARKS]").input_value() == "half a thou"
    assert finish(page)
    assert len(survey.interviews) == 1


def test_who_opens_the_survey_anew_is_asked(page: Page, survey: Survey) -> None:
    begin(page, survey)
    expect(status(page)).to_have_text("Saved.")
    other = page.context.new_page()
    other.goto(survey.start)
    assert other.locator("h1").inner_text() == "Welcome back"


def test_refusing_sends_the_outcome_alone(page: Page, survey: Survey) -> None:
    open_survey(page, survey.start)
    page.locator("button.decision").last.click()
    page.locator("h1", has_text="Thank you").wait_for()
    assert [(row.outcome, row.document) for row in survey.interviews] == [("refused", "{}")]


def test_what_people_write_is_shown_and_never_run(page: Page, survey: Survey) -> None:
    """Also what authors write: labels and choices of this survey hold scripts, and a later page repeats the answer."""
    begin(page, survey)
    talk(page, heard=ATTACK)
    assert ATTACK in page.locator("#SURE").inner_text()
    page.get_by_role("button", name="Back").click()
    assert page.locator("[name=HEARD]").input_value() == ATTACK
    page.get_by_role("button", name="Back").click()
    assert "<script>alert('label')</script>" in page.locator("main").inner_text()
    assert page.locator("form script, form img").count() == 0
    page.locator("button.decision").first.click()
    following(page)
    assert finish(page)
    assert [one["HEARD"] for one in answers(survey)] == [ATTACK]


def test_signs_that_no_server_reads_stay_on_the_page_until_they_are_taken_out(page: Page, survey: Survey) -> None:
    begin(page, survey)
    page.locator("[name=TIMES]").fill("3")
    page.locator("[name=HEARD]").evaluate("(field) => { field.value = 'a\\u0007b'; }")
    following(page)
    assert page.locator("#HEARD .error").is_visible()
    page.locator("[name=HEARD]").fill("ab")
    following(page)
    assert finish(page)
    assert [one["HEARD"] for one in answers(survey)] == ["ab"]


@pytest.mark.parametrize("go", ["later", "stop", "back"])
def test_signs_that_no_server_reads_are_told_whichever_way_one_goes(page: Page, survey: Survey, go: str) -> None:
    begin(page, survey)
    page.locator("[name=HEARD]").evaluate("(field) => { field.value = 'a\\u0007b'; }")
    page.locator(f"button[value={go}]").click()
    if go == "back":
        page.locator("button.decision").first.click()
    expect(page.locator("#HEARD .error")).to_be_visible()


def test_field_with_nothing_but_such_signs_is_blank(page: Page, survey: Survey) -> None:
    begin(page, survey)
    page.locator("[name=TIMES]").fill("3")
    page.locator("[name=HEARD]").evaluate("(field) => { field.value = ' \\u000b\\u001c'; }")
    following(page)
    assert finish(page)
    assert [one["HEARD"] for one in answers(survey)] == [None]


def test_language_that_does_not_come_is_told_and_the_page_stays(page: Page, survey: Survey) -> None:
    unfetched = "This language could not be fetched. Please try again when the network is back."
    held: list[Route] = []
    page.route("**/hamlet/1", lambda route: held.append(route))
    begin(page, survey)
    page.locator("[name=HEARD]").fill("half a thou")
    gone = json.dumps({"failure": "gone", "heading": "This interview has ended", "text": ""})
    page.route("**/document?language=pt", lambda route: route.fulfill(status=410, body=gone), times=1)
    page.get_by_role("button", name="Português").click()
    expect(status(page)).to_have_text(unfetched)
    # That the page before is through a moment later does not take its place.
    with page.expect_response("**/hamlet/1"):
        held.pop().continue_()
    page.wait_for_timeout(300)
    expect(status(page)).to_have_text(unfetched)
    assert page.locator("[name=HEARD]").input_value() == "half a thou"
    page.get_by_role("button", name="Português").click()
    expect(page.locator("html")).to_have_attribute("lang", "pt")
    assert page.locator("[name=HEARD]").input_value() == "half a thou"
    page.context.set_offline(True)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_lines_of_a_long_text_are_stored_as_a_form_sends_them(page: Page, survey: Survey) -> None:
    begin(page, survey)
    talk(page)
    page.locator("[name=REMARKS]").fill("one\ntwo")
    assert finish(page)
    assert [one["REMARKS"] for one in answers(survey)] == ["one\r\ntwo"]


def test_where_the_questionnaire_does_not_come_forms_are_posted(page: Page, survey: Survey) -> None:
    page.route("**/document", lambda route: route.abort())
    page.goto(survey.start, wait_until="networkidle")
    page.locator("button.decision").first.click()
    page.wait_for_url(f"{survey.start}2")
    assert status(page).count() == 0


@pytest.mark.parametrize("missing", ["fetch", "AbortController", "crypto"])
def test_where_the_browser_lacks_something_forms_are_posted(page: Page, survey: Survey, missing: str) -> None:
    page.add_init_script(f"Object.defineProperty(window, '{missing}', {{ value: undefined }})")
    page.goto(survey.start, wait_until="networkidle")
    page.locator("button.decision").first.click()
    page.wait_for_url(f"{survey.start}2")


def test_a_script_that_stumbles_leaves_the_page_to_the_server(page: Page, survey: Survey) -> None:
    open_survey(page, survey.start)
    page.evaluate("FormData = undefined")
    page.locator("button.decision").first.click()
    page.wait_for_url(f"{survey.start}2")


STORAGE = """
async () => [
  localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length,
]
"""


def test_nothing_is_left_on_the_phone(page: Page, survey: Survey) -> None:
    page.goto("about:blank")
    begin(page, survey)
    talk(page, heard="the planted words")
    assert page.evaluate(STORAGE) == [0, 0, 0, 0]
    finish(page)
    assert page.evaluate(STORAGE) == [0, 0, 0, 0]
    page.go_back()
    assert page.locator("h1").inner_text() == "About this survey"
    assert "planted" not in page.content()


def test_no_page_that_the_browser_keeps_shows_an_answer(browser: Browser, survey: Survey) -> None:
    """Playwright turns Chromium's cache of whole pages off; here it is on, as on a phone."""
    keeping = browser.browser_type.launch(
        executable_path=program(), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    page = keeping.new_page(locale="en")
    page.goto("about:blank")
    begin(page, survey)
    talk(page, heard="the planted words")
    page.locator("button[value=stop]").click()
    expect(page.locator("h1")).to_have_text("Stop here?")
    page.go_back()
    taken_over(page)
    assert page.locator("h1").inner_text() == "The last page"
    finish(page)
    page.go_back()
    assert page.locator("h1").inner_text() == "About this survey"
    assert "planted" not in page.content()
    keeping.close()


@pytest.mark.parametrize("connected", [True, False])
def test_leaving_works_at_once(page: Page, survey: Survey, connected: bool) -> None:
    begin(page, survey)
    expect(status(page)).to_have_text("Saved.")
    offline(page, not connected)
    talk(page, heard="the planted words")
    page.locator("a.leave").click()
    # There is no network in a test: Chromium shows its own page about the neutral place, or about the way there.
    page.wait_for_function("!document.querySelector('form')")
    assert "planted" not in page.content()
    offline(page, False)
    page.go_back()
    assert page.locator("[name=HEARD]").count() == 0
    assert "planted" not in page.content()
    if connected:
        assert page.locator("h1").inner_text() == "About this survey"
    assert page.evaluate(STORAGE) == [0, 0, 0, 0]


def test_form_that_is_refused_is_told_in_its_place_with_the_way_back(page: Page, survey: Survey) -> None:
    begin(page, survey)
    expect(status(page)).to_have_text("Saved.")
    page.context.clear_cookies()
    talk(page)
    expect(page.locator("h1")).to_have_text("This page is too old")
    assert page.locator("button.language, [role=status], footer").count() == 0
    page.get_by_role("link", name="Open the survey again").click()
    expect(page.locator("h1")).to_have_text("About this survey")


def test_server_that_asks_for_patience_is_asked_again(page: Page, survey: Survey) -> None:
    begin(page, survey)
    statuses = iter([503, 500, 502])

    def busy(route: Route) -> None:
        number = next(statuses, None)
        headers, body = {"Retry-After": "1"}, "<h1>busy</h1>" if number == 502 else '{"failure": "busy"}'
        route.continue_() if number is None else route.fulfill(status=number, body=body, headers=headers)

    page.route("**/hamlet/2", busy)
    talk(page)
    expect(status(page)).to_have_text(KEPT)
    expect(status(page)).to_have_text("Saved.", timeout=20_000)
    assert finish(page)


def test_page_that_the_server_alone_refuses_is_shown_with_what_is_wrong(page: Page, survey: Survey) -> None:
    begin(page, survey)

    def changed(route: Route) -> None:
        route.continue_(post_data=(route.request.post_data or "").replace("TIMES=3", "TIMES=99"))

    page.route("**/hamlet/2", changed, times=1)
    talk(page)
    page.locator("#TIMES .error").wait_for()
    assert "from 0 to 50" in page.locator("#TIMES .error").inner_text()
    assert page.locator("[name=HEARD]").input_value() == "a rumour"
    talk(page)
    assert finish(page)
    assert [one["TIMES"] for one in answers(survey)] == [3]


def test_survey_closed_meanwhile_is_told_and_others_may_finish(page: Page, survey: Survey) -> None:
    """Who has begun may finish; here only that nothing is lost when the server says no for another reason."""
    begin(page, survey)
    gone = json.dumps({"failure": "gone", "heading": "This interview has ended", "text": "It was sent.", "receipt": ""})
    page.route("**/hamlet/2", lambda route: route.fulfill(status=410, body=gone))
    talk(page)
    expect(page.locator("h1")).to_have_text("This interview has ended")
    assert page.locator("a.leave").count() == 1
    assert page.locator("[name=SURE]").count() == 0


def test_an_unsent_page_is_not_closed_by_mistake(page: Page, survey: Survey) -> None:
    begin(page, survey)
    expect(status(page)).to_have_text("Saved.")
    assert page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    offline(page)
    talk(page)
    expect(status(page)).to_have_text(KEPT)
    assert not page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))")
