// The page on the screen: reads its form, puts another page in its place, says how saving stands.
import { fill } from "./skeleton.js";

const find = (selector) => document.querySelector(selector);
const envelope = (name) => find(`input[type=hidden][name="-${name}"]`);
// The server reads no page with such signs in it; a field that holds nothing else is blank.
const UNSENDABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
const saysNothing = (text) => !text.replace(UNSENDABLE, "").trim();

export const pageOnScreen = () => ({
  name: envelope("page")?.value,
  revision: Number(envelope("revision")?.value),
  csrf: envelope("csrf")?.value,
});

// What a browser would send: line ends as two characters, and half characters replaced.
export const readForm = (button) => {
  const fields = new URLSearchParams();
  const sendable = (value) => (saysNothing(value) ? "" : value.replace(/\r\n?|\n/g, "\r\n"));
  const put = (name, value) => name.startsWith("-") || fields.append(name, sendable(value));
  for (const [name, value] of new FormData(find("form"))) put(name, value);
  if (button?.name) put(button.name, button.value);
  const sent = {};
  for (const [name, value] of fields) (sent[name] ??= []).push(value);
  return { fields, sent, isSendable: ![...fields.values()].some((value) => value.search(UNSENDABLE) >= 0) };
};

const focusOn = (element) => {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
  return element;
};

const atTop = () => {
  focusOn(find(".problems") ?? find("h1"));
  scrollTo(0, 0);
};

export const showPage = (doc, step, filling, revision) => {
  const { main, footer } = doc.pages[step.page.name];
  find("main").outerHTML = fill(main, filling);
  find("footer").outerHTML = fill(footer, filling);
  envelope("page").value = step.page.name;
  envelope("revision").value = revision;
  find("form").setAttribute("action", step.number);
  document.title = (filling.shown.has("errors") ? `${doc.sentences.check}: ` : "") + doc.title;
  atTop();
};

export const showLanguage = (doc) => {
  const root = document.documentElement;
  [root.lang, root.dir] = [doc.tag, doc.direction];
  find(".exit").remove();
  find("header").outerHTML = doc.top;
  find(".default").textContent = doc.sentences.next;
};

const element = (tag, textContent, more) => Object.assign(document.createElement(tag), { textContent, ...more });

export const showFailure = (doc, { heading, text, receipt }, start) => {
  const { receipt: label, again } = doc.sentences;
  const way = element("p", "");
  way.append(element("a", again, { className: "next", href: start }));
  const proof = element("p", `${label} `);
  proof.append(element("strong", receipt, { className: "receipt", translate: false }));
  find("main").replaceChildren(element("h1", heading), element("p", text), ...(receipt ? [proof] : []), way);
  for (const other of ["header", "footer", "[role=status]"]) find(other).remove();
  document.title = heading;
  atTop();
};

// Said at the foot of the screen, and by screen readers, which need the line to be there before it says anything.
export const say = (sentence, standing = "") => {
  const line = find("[role=status]") ?? document.createElement("p");
  line.setAttribute("role", "status");
  line.className = `status ${standing}`;
  if (line.textContent !== sentence) line.textContent = sentence;
  if (!line.isConnected) find("form").append(line);
};

export const toQuestion = (link) => {
  const question = document.getElementById(link.hash.slice(1));
  focusOn(question).scrollIntoView();
};

export const blank = () => {
  document.body.replaceChildren();
  document.title = "";
};
