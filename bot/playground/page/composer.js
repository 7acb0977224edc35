// The field that messages and commands are typed in. Enter sends, Shift+Enter starts a new line.

import { el } from "/page/dom.js";
import { Listbox } from "/page/listbox.js";

const drafts = new Map();

/** `context` is {key, label, names, commands, send(text)}; a thread has no commands. */
export function composer(context) {
  const field = el("textarea", {
    rows: 1, placeholder: context.label, "aria-label": context.label, autocomplete: "off",
    on: { input: changed, keydown },
  });
  field.value = drafts.get(context.key) || "";
  const list = new Listbox(field, "Suggestions", draw, choose);
  const sendIt = el("button", { type: "submit", class: "button primary" }, "Send");
  const form = el("form", {
    class: "composer", on: { submit: (event) => { event.preventDefault(); send(); } },
  }, list.node, field, sendIt);

  function changed() {
    drafts.set(context.key, field.value);
    fit();
    list.show(suggestions(field.value.slice(0, field.selectionStart)));
  }

  function fit() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 220)}px`;
  }

  function suggestions(before) {
    if (context.commands && /^\/\S*$/.test(before)) {
      return context.commands.filter((one) => one.name.startsWith(before)).map((one) => ({ ...one, insert: one.name }));
    }
    const word = /(?:^|\s)([@#])([\w.-]*)$/.exec(before);
    if (!word) return [];
    const all = word[1] === "@" ? context.names.people() : context.names.channels().filter((one) => one.name);
    return all.filter((one) => one.name.startsWith(word[2].toLowerCase()))
      .map((one) => ({ name: word[1] + one.name, hint: "", insert: word[1] + one.name }));
  }

  function draw(item) {
    return [el("strong", {}, item.name), item.hint && el("small", {}, item.hint)];
  }

  function choose(item) {
    const before = field.value.slice(0, field.selectionStart).replace(/\S+$/, "");
    const after = field.value.slice(field.selectionStart);
    field.value = `${before}${item.insert} ${after}`;
    field.selectionStart = field.selectionEnd = before.length + item.insert.length + 1;
    drafts.set(context.key, field.value);
    field.focus();
  }

  function keydown(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  }

  function send() {
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    drafts.delete(context.key);
    fit();
    context.send(text);
  }

  return { node: form, field, focus: () => field.focus() };
}
