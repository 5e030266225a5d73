"""Languages are known by CLDR, and a reader gets the one that is understood best."""

import pytest

from kapsurvey.errors import ConfigError
from kapsurvey.i18n import Language, negotiate


@pytest.mark.parametrize(
    ("code", "tag", "name", "direction"),
    [
        ("vi", "vi", "Tiếng Việt", "ltr"),
        ("pt", "pt", "Português", "ltr"),
        ("pt_BR", "pt-BR", "Português (Brasil)", "ltr"),
        ("zh_Hans", "zh-Hans", "中文 (简体)", "ltr"),
        ("ar", "ar", "العربية", "rtl"),
        ("km", "km", "ខ្មែរ", "ltr"),
    ],
)
def test_language_names_itself(code, tag, name, direction):
    assert Language.of(code) == Language(code, tag, name, direction)


@pytest.mark.parametrize("code", ["", "xx", "english", "zh-Hans", "../vi", "vi_"])
def test_unknown_language_is_refused(code):
    with pytest.raises(ConfigError) as raised:
        Language.of(code)
    assert (raised.value.code, raised.value.params) == ("language.unknown", {"language": code})


@pytest.mark.parametrize(
    ("accepted", "offered", "best"),
    [
        (["vi"], ["en", "vi"], "vi"),
        (["vi-VN", "en"], ["en", "vi"], "vi"),
        (["fr", "pt"], ["en", "vi", "pt"], "pt"),
        (["fr"], ["vi", "en"], "vi"),
        ([], ["vi", "en"], "vi"),
        (["*"], ["vi", "en"], "vi"),
        (["pt-BR"], ["en", "pt"], "pt"),
        (["pt"], ["en", "pt_BR"], "pt_BR"),
        (["zh-TW"], ["en", "zh_Hans", "zh_Hant"], "zh_Hant"),
        (["zh-HK"], ["en", "zh_Hans", "zh_Hant"], "zh_Hant"),
        (["zh-CN"], ["en", "zh_Hant", "zh_Hans"], "zh_Hans"),
        (["zh"], ["en", "zh_Hant", "zh_Hans"], "zh_Hans"),
        (["zh-Hant-HK"], ["en", "zh_Hans", "zh_Hant"], "zh_Hant"),
        (["zh-TW", "en"], ["zh_Hans", "en"], "zh_Hans"),
        (["ZH-hant"], ["en", "zh_Hant"], "zh_Hant"),
        (["sr-Latn", "sr"], ["sr_Cyrl", "sr_Latn"], "sr_Latn"),
        (["iw"], ["en", "he"], "he"),
        (["in"], ["en", "id"], "id"),
        (["tl"], ["en", "fil"], "fil"),
        (["x" * 200, "-", "--", "vi-"], ["en", "vi"], "vi"),
    ],
)
def test_reader_gets_the_language_that_is_understood_best(accepted, offered, best):
    assert negotiate(accepted, offered) == best
