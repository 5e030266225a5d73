"""What the enumerator's app says itself, in every language of the interface: it must speak without network too."""

from collections.abc import Mapping

from kapsurvey.i18n import Language, translator
from kapsurvey.paths import TRANSLATIONS


def _(source: str) -> str:
    """Mark a sentence for extraction; it is translated where it is shown."""
    return source


SENTENCES: Mapping[str, str] = {
    "title": _("Survey"),
    # Who holds the phone
    "who": _("Who are you?"),
    "nobody": _("Nobody has a place on this phone yet."),
    "number": _("Enumerator %(n)s"),
    "new_here": _("I am new on this phone"),
    "pin": _("Your PIN on this phone"),
    "pin_again": _("The same PIN again"),
    "pin_wrong": _("This PIN is wrong. Please try again."),
    "pin_short": _("The PIN needs at least 6 digits or letters."),
    "pin_differs": _("The two are not the same. Please type them again."),
    "pin_choose": _("Choose a PIN of at least 6 digits or letters. It protects the interviews that you have begun."),
    "pin_change": _("Change my PIN"),
    "pin_old": _("Type the PIN that you have now."),
    "pin_changed": _("Your PIN is changed."),
    "pin_lost": _("Nobody can tell you this PIN again. Without it, interviews begun on this phone are lost."),
    "go_on": _("Go on"),
    "back": _("Back"),
    "sign_in": _("Sign in"),
    "sign_in_first": _("Please sign in first. This needs the network, once."),
    "no_network_first": _("There is no network. A place on this phone can be made only while you are online."),
    # The enumerator's own screen
    "interviews": _("Interviews"),
    "lock": _("Lock"),
    "pretest": _("Pretest: this survey is being tried out. Texts may still change."),
    "rehearsal": _("Rehearsal: these answers are not real and will not be counted."),
    "nothing_taken": _("Nothing is on this phone yet. Choose the wave and the site, while you are online."),
    "place": _("Wave and site"),
    "wave": _("Wave"),
    "site": _("Site"),
    "take_along": _("Take along"),
    "change_place": _("Change wave or site"),
    "take_failed": _("This could not be fetched. Please try again where the network is better."),
    "no_waves": _("No wave is open for you."),
    "no_network": _("There is no network: you see what this phone knows."),
    "signed_out": _("You are signed out: you see what this phone knows."),
    "new_interview": _("New interview"),
    "which_language": _("Which language does the respondent speak?"),
    "begun": _("Begun and not finished"),
    "begun_one": _("Interview %(n)s %(site)s"),
    "no_interview": _("No interview took place"),
    "no_interview_why": _("What happened? Only this is noted, nothing about the person."),
    "outcome_refused": _("Refused"),
    "outcome_not_at_home": _("Nobody there"),
    "outcome_unable": _("Unable to take part"),
    "outcome_language": _("Speaks none of the languages"),
    "outcome_ineligible": _("Not one of those who are asked"),
    "outcome_not_found": _("Place not found"),
    "outcome_other": _("Another reason"),
    # The queue
    "sending": _("Sending"),
    "made": _("Finished on this phone"),
    "waiting": _("Waiting to be sent"),
    "sent": _("Arrived"),
    "send_now": _("Send now"),
    "sync_done": _("Everything has arrived."),
    "sync_offline": _("No network. It will be tried again by itself."),
    "sync_busy": _("The server is busy. Nothing is lost; it will be tried again by itself."),
    "sync_running": _("Sending …"),
    "sync_refused": _("The server did not take it. Nothing is lost. Please tell the office."),
    "sync_unproven": _(
        "Not everything has arrived. Nothing is lost; it will be tried again. If it stays so, tell the office."
    ),
    "sync_signed_out": _("You are signed out. Nothing is lost: sign in to send."),
    "sync_other": _("Enumerator %(n)s is signed in on this phone. Sign in yourself to send your interviews."),
    "sync_conflicts": _("%(n)s are kept for review at the office."),
    "stored": _("Stored of all your own work: interviews: %(interviews)s, visits without one: %(attempts)s."),
    "file": _("Save the queue as a file"),
    "room_low": _(
        "This phone has little room left. Send now, or save the queue as a file and hand it in from any computer."
    ),
    "not_persisted": _("This browser may clear its storage when the phone is full. Send as often as you can."),
    "update_waiting": _("A new version is ready. It begins when every window of the app has been closed."),
    "lost_queue": _("%(n)s finished interviews that were waiting here are no longer on this phone."),
    "lost_drafts": _("%(n)s interviews that were begun here are no longer on this phone."),
    "lost_what": _(
        "Its storage was cleared, by somebody or by the phone itself. Please tell the office before you go on."
    ),
    "lost_seen": _("I have told the office"),
    "other_phone": _(
        "A phone of yours held %(n)s interviews on %(day)s that have not arrived. If it was this one, its storage "
        "was cleared: tell the office."
    ),
    # The interview
    "park": _("Put aside"),
    "stop": _("Stop"),
    "stop_means": _("What was answered so far can be sent; nobody can go on with this interview afterwards."),
    "stop_send": _("Send what was answered"),
    "discard": _("Consent was taken back"),
    "discard_means": _("Every answer of this interview is deleted. Only the refusal is noted."),
    "discard_yes": _("Delete the answers"),
    "finished": _("The interview is finished"),
    "finished_means": _(
        "It is sealed. Nobody can open it on this phone. It will be sent as soon as there is a network."
    ),
    # Handing over
    "hand_over": _("Please give the phone to the respondent"),
    "hand_over_means": _(
        "The next questions are for the respondent alone. Do not look on, and do not help with the answers."
    ),
    "hand_over_again": _("These questions were begun before and broke off. They begin again from the first one."),
    "hand_over_done": _("The respondent has the phone"),
    "no_privacy": _("There is no privacy here: skip these questions"),
    "alone": _("These questions are for you alone"),
    "alone_means": _(
        "The person who asked you cannot see your answers, not even afterwards: they are locked when you have "
        "finished. You may leave any question without an answer."
    ),
    "alone_begin": _("Begin"),
    "alone_enough": _("Skip the rest and give the phone back"),
    "give_back": _("Thank you. Please give the phone back"),
    "give_back_means": _("Your answers are locked. Nobody can open them on this phone."),
    # What can go wrong
    "problem": _("Something went wrong"),
    "problem_means": _(
        "What was shown as finished is safe. Please try again; if it happens once more, tell the office."
    ),
    "problem_overtaken": _("This interview is open in another window, or was finished there. Go on in that window."),
    "problem_full": _("NOT saved: the phone has no room left"),
    "problem_full_means": _(
        "What you did last is not saved. Everything before is. Make room on the phone, or send or hand in the "
        "queue, then try again."
    ),
    "try_again": _("Try again"),
    "to_start": _("To the first page"),
    "blocked": _("Please close the other window"),
    "blocked_means": _(
        "An older version of this app is still open in another window. Put its interview aside there and close "
        "it; this page then goes on by itself."
    ),
    "unopened": _("The app cannot open its storage"),
    "unopened_means": _(
        "Nothing on this phone was changed. What waits to be sent can be saved as a file and handed in from any "
        "computer."
    ),
}


def spoken(languages: tuple[str, ...]) -> list[dict[str, object]]:
    """Every sentence in each of these languages."""
    return [_in(Language.of(code)) for code in languages]


def _in(language: Language) -> dict[str, object]:
    gettext = translator(TRANSLATIONS, language.code).gettext
    return {
        "code": language.code,
        "tag": language.tag,
        "name": language.name,
        "direction": language.direction,
        "texts": {name: gettext(source) for name, source in SENTENCES.items()},
    }
