// A list of suggestions under a text field, moved through with the arrow keys (the ARIA combobox pattern).

import { el, newId } from "/page/dom.js";

export class Listbox {
  /** `field` is the text field; `choose(item)` is called with what a person picks; `draw(item)` gives its nodes. */
  constructor(field, label, draw, choose) {
    this.field = field;
    this.draw = draw;
    this.choose = choose;
    this.items = [];
    this.at = -1;
    this.node = el("ul", { role: "listbox", class: "listbox", id: newId("list"), "aria-label": label, hidden: true });
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.node.id);
    field.setAttribute("aria-expanded", "false");
    field.addEventListener("keydown", (event) => this.keydown(event));
    field.addEventListener("blur", () => this.hide());
  }

  get shown() {
    return !this.node.hidden;
  }

  show(items) {
    this.items = items;
    this.at = items.length ? 0 : -1;
    this.node.replaceChildren(
      ...items.map((item, place) =>
        el("li", {
          role: "option", id: `${this.node.id}-${place}`,
          // before the field loses the focus
          on: { mousedown: (event) => { event.preventDefault(); this.pick(place); } },
        }, this.draw(item))),
    );
    this.node.hidden = !items.length;
    this.field.setAttribute("aria-expanded", String(this.shown));
    this.mark();
  }

  hide() {
    this.show([]);
  }

  mark() {
    for (const [place, option] of [...this.node.children].entries()) {
      option.setAttribute("aria-selected", String(place === this.at));
    }
    if (this.at < 0) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", `${this.node.id}-${this.at}`);
  }

  pick(place) {
    const item = this.items[place];
    this.hide();
    this.choose(item);
  }

  keydown(event) {
    if (!this.shown) return;
    const count = this.items.length;
    if (event.key === "ArrowDown") this.at = (this.at + 1) % count;
    else if (event.key === "ArrowUp") this.at = (this.at - 1 + count) % count;
    else if (event.key === "Enter" || event.key === "Tab") this.pick(this.at);
    else if (event.key === "Escape") this.hide();
    else return;
    if (this.shown) this.mark();
    event.preventDefault();
    event.stopImmediatePropagation(); // the field must not send, the dialog must not close
  }
}
