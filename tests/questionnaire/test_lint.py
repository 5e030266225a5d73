"""Pages that cannot stand where they do; addresses and languages of the field."""

import pytest


def note(name, **keys):
    more = "".join(f", {key}: {value}" for key, value in keys.items())
    return f"{{name: {name}{more}, questions: [{{name: N_{name}, type: note, label: x}}]}}"


def test_questionnaire_without_pages_asks_nothing(mistakes):
    assert mistakes("pages: []") == ["questionnaire.yaml:1:1: the questionnaire asks nothing: add pages with questions"]
    assert mistakes(f"pages: [{note('end', end='true')}]") == [
        "questionnaire.yaml:1:1: the questionnaire asks nothing: add pages with questions"
    ]


def test_page_without_questions(mistakes):
    assert mistakes("pages:\n- {name: one}\n- {name: two, questions: []}") == [
        "questionnaire.yaml:2:3: page `one` has no questions: add some or remove the page",
        "questionnaire.yaml:3:3: page `two` has no questions: add some or remove the page",
    ]


def test_end_page_stands_last_and_asks_nothing(mistakes):
    told = mistakes(
        f"""
        pages:
        - name: end
          end: true
          relevant: "answered(A)"
          shuffle: x
          questions: [{{name: A, type: integer, label: x}}]
        - {note("two")}
        """
    )
    assert told == [
        "questionnaire.yaml:2:3: the end page is not the last page: move it to the end",
        "questionnaire.yaml:4:3: `relevant` means nothing to the end page: remove it",
        "questionnaire.yaml:4:23: `A` is asked on this same page:"
        " look only at earlier pages: split the page or move the question",
        "questionnaire.yaml:5:3: `shuffle` means nothing to the end page: remove it",
        "questionnaire.yaml:6:15: the end page asks a question: keep only notes on it",
    ]


def test_shuffled_pages_stand_side_by_side(mistakes):
    pages = ",\n".join([note("a", shuffle="x"), note("b", shuffle="x"), note("c"), note("d", shuffle="x")])
    assert mistakes(f"pages: [\n{pages}]") == [
        "questionnaire.yaml:5:20: the pages of `shuffle: x` are parted: put them side by side"
    ]


def test_shuffled_pages_are_all_answered_alone_or_none(mistakes):
    pages = [note("a", shuffle="x", self_only="true"), note("b", shuffle="x"), note("c", shuffle="y", self_only="true")]
    assert mistakes("pages: [\n" + ",\n".join([*pages, note("d", shuffle="y", self_only="true")]) + "]") == [
        "questionnaire.yaml:3:20: only some of the pages of `shuffle: x` are `self_only`:"
        " give it to all of them or to none"
    ]


def test_two_shuffled_groups_may_stand_side_by_side(mistakes):
    pages = ",\n".join([note("a", shuffle="x"), note("b", shuffle="x"), note("c", shuffle="y"), note("d", shuffle="y")])
    assert mistakes(f"pages: [\n{pages}]") == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("language: [en]", "1:1: fieldwork has no key `language`: use one of: languages, link, admission, draft_days,"
                           " leave_to, words, sampling, sites, hide_right_answers"),
        ("languages: [en, vn]", "1:17: CLDR knows no language `vn`: write codes such as vi, pt, zh_Hans"),
        ("languages: [en, zh-Hans]", "1:17: CLDR knows no language `zh-Hans`: write codes such as vi, pt, zh_Hans"),
        ("languages: [en, EN]", "1:17: CLDR knows no language `EN`: write codes such as vi, pt, zh_Hans"),
        ("languages: [en, vi, en]", "1:21: the language `en` stands twice: keep one of them"),
        ("languages: en", "1:12: `languages` must be a list: write `[...]` or lines that begin with `-`"),
        ("languages: []", "1:12: no language is named: write `languages: [en]`"),
        ("link: a b", "1:7: `a b` cannot stand in an address: use a-z, 0-9 and -, 40 at most"),
        ("link: Éa", "1:7: `Éa` cannot stand in an address: use a-z, 0-9 and -, 40 at most"),
        (f"link: {'a' * 41}", f"1:7: `{'a' * 41}` cannot stand in an address: use a-z, 0-9 and -, 40 at most"),
        ("link: ''", "1:7: fieldwork lacks `link`: add `link:`"),
        ("leave_to: http://example.org", "1:11: `http://example.org` is not an https address:"
                                         " write https://... of a neutral site"),
        ("leave_to: https://example.org/?from=us", "1:11: `https://example.org/?from=us` is not an https address:"
                                                   " write https://... of a neutral site"),
        ("admission: free", "1:12: `admission` cannot be `free`: use one of: open, codes"),
        ("draft_days: 0", "1:13: `draft_days` needs a whole number, not `0`:"
                          " write a number from 1 to 999999999, without leading zeros"),
        ("words: {A: Ana}", "1:9: `A` is a question already: choose another name"),
        ("words: {who?: Ana}", "1:9: `who?` is not a name:"
                               " use at most 40 letters A to Z, digits and _, a letter first"),
        ("words: {who: ''}", "1:14: words lacks `who`: add `who:`"),
        ("sampling: {design: luck}", "1:20: `design` cannot be `luck`: use one of: census, simple_random,"
                                     " time_location, respondent_driven, convenience"),
        ("sampling: {finite_population_correction: true}", "1:11: a finite population correction needs `population`:"
                                                           " add its size and source"),
    ],
)  # fmt: skip
def test_mistakes_in_fieldwork(mistakes, written, told):
    assert mistakes(fieldwork=written) == [f"fieldwork.yaml:{told}"]
