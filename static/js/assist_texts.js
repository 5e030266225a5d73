// The sentences around the questions, in every language of the interface, as the shell brought them.

const REMEMBERED = "kapsurvey-language";

export const spokenLanguages = () => JSON.parse(document.getElementById("texts").textContent);

export const languageAtStart = (languages) => {
  const wanted = [localStorage.getItem(REMEMBERED), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return languages.find(({ code }) => code === wanted.find((one) => languages.some((other) => other.code === one))) || languages[0];
};

export const rememberLanguage = (language) => localStorage.setItem(REMEMBERED, language.code);

export const says = (language, name, params = {}) =>
  Object.entries(params).reduce((text, [key, value]) => text.replace(`%(${key})s`, value), language.texts[name]);
