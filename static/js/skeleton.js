// Fills the slots of a page; mirrors Skeleton.fill of kapsurvey/web/skeleton.py.

const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
const escaped = (text) => text.replace(/[&<>"']/g, (sign) => ESCAPED[sign]);

const ordered = (parts, wanted) => {
  if (!wanted) return parts;
  const items = new Map(parts.filter(([kind]) => kind === "item").map((item) => [item[1], item]));
  return wanted.filter((name) => items.has(name)).map((name) => items.get(name));
};

// `filling` holds texts by slot, the set of slots that are shown, and the items of groups in order.
export const fill = (parts, filling) =>
  parts
    .map((part) => {
      if (typeof part === "string") return part;
      const [kind, name, inner = []] = part;
      if (kind === "text") return escaped(filling.texts[name] ?? "");
      if (kind === "bdi") return `<bdi>${escaped(filling.texts[name] ?? "")}</bdi>`;
      if (kind === "if") return filling.shown.has(name) ? fill(inner, filling) : "";
      return fill(kind === "group" ? ordered(inner, filling.orders[name]) : inner, filling);
    })
    .join("");
