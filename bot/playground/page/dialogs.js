// Questions of the page's own: "are you sure", and a line to type.

import { el, newId } from "/page/dom.js";
import { plain, textObject } from "/page/mrkdwn.js";

const NOBODY = { person: (id) => id, channel: (id) => id };

/** Whether a person agrees to a confirm object. */
export function confirmed(confirm) {
  const body = el("p", {}, textObject(confirm.text, NOBODY));
  const danger = confirm.style === "danger" ? "danger" : "primary";
  return ask(plain(confirm.title.text), body, plain(confirm.confirm.text), plain(confirm.deny.text), danger, () => true);
}

/** The text a person makes of `text`, or null. */
export function edited(title, text) {
  const field = el("textarea", { rows: 6, value: text, "aria-label": title });
  return ask(title, field, "Save", "Cancel", "primary", () => field.value);
}

function ask(title, body, yes, no, style, answer) {
  const id = newId("question");
  return new Promise((resolve) => {
    const done = (value) => { dialog.close(); dialog.remove(); resolve(value); };
    const dialog = el("dialog", { class: "modal small", "aria-labelledby": id, on: { cancel: () => done(null) } },
      el("header", { class: "bar" }, el("h2", { id }, title)),
      el("div", { class: "modal-body" }, body),
      el("footer", {},
        el("button", { type: "button", class: "button", on: { click: () => done(null) } }, no),
        el("button", { type: "button", class: `button ${style}`, on: { click: () => done(answer()) } }, yes)));
    document.getElementById("dialogs").append(dialog);
    dialog.showModal();
  });
}
