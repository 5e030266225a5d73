// Builds what the enumerator's screens are made of. Texts go in as texts, never as markup.

export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "press") element.addEventListener("click", value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
};

export const paragraph = (text, attributes = {}) => make("p", attributes, text);
export const trialNotice = ({ rehearsal, pretest }, say) =>
  rehearsal || pretest ? paragraph(say(rehearsal ? "rehearsal" : "pretest"), { class: "notice", role: "note" }) : null;
export const press = (text, action, attributes = {}) => make("button", { type: "button", press: action, ...attributes }, text);
export const turning = (label, ...buttons) => make("nav", { class: "turn", "aria-label": label }, ...buttons);

export const field = ({ id, label, type = "text", ...more }) =>
  make(
    "section",
    { class: "question" },
    make("label", { class: "text", for: id }, label),
    make("input", { id, name: id, type, autocomplete: "off", ...more }),
  );

export const options = ({ id, label, choices, chosen }) =>
  make(
    "section",
    { class: "question" },
    make("label", { class: "text", for: id }, label),
    make("select", { id, name: id }, ...choices.map(([value, text]) => make("option", { value, selected: value === chosen }, text))),
  );

// One screen takes the place of another: read from its top, and spoken from its heading.
export const showScreen = ({ root, language, title, heading, top = [], parts }) => {
  document.documentElement.lang = language.tag;
  document.documentElement.dir = language.direction;
  document.title = title;
  const head = make("h1", { tabindex: "-1" }, heading);
  root.replaceChildren(make("header", {}, ...top), make("main", {}, head, ...parts.filter(Boolean)));
  window.scrollTo(0, 0);
  head.focus({ preventScroll: true });
};
