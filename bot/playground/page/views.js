// Modals, of which the top one shows, and the App Home.

import { renderBlocks } from "/page/blocks.js";
import { clear, el, newId } from "/page/dom.js";
import { plain } from "/page/mrkdwn.js";

/** Draws the blocks of a view into `place`, keeping what is being typed there; returns the fields' values. */
function drawBlocks(place, view, context, before) {
  const fields = [];
  const values = () => fields.map((field) => [field.block, field.action, field.read()]);
  const nodes = renderBlocks(view.blocks, {
    names: context.names,
    values: view.values,
    errors: view.errors,
    fields,
    file: context.file,
    use: (block, element, value) => context.ask({
      do: "act", view: view.id, block: block.block_id, action: element.action_id, value, values: values(),
    }),
    suggest: async (block, element, typed) => (await context.ask({
      do: "suggest", place: view.id, block: block.block_id, action: element.action_id, typed,
    })).options || [],
  });
  const at = document.activeElement?.closest("[data-block]");
  const focused = at && place.contains(at) ? at.dataset.block : null;
  const typed = new Map([...place.querySelectorAll("[data-action]")].filter(isText).map((one) => [key(one), one.value]));
  clear(place, nodes);
  for (const one of place.querySelectorAll("[data-action]")) {
    if (before && isText(one) && typed.has(key(one))) one.value = typed.get(key(one));
  }
  const wrong = place.querySelector("[aria-invalid]");
  const again = focused && [...place.children].find((node) => node.dataset.block === focused);
  (wrong || again?.querySelector("input, textarea, select, button"))?.focus();
  return values;
}

const isText = (node) => node.matches("textarea, input[type=text], input[type=email], input[type=url]");
const key = (node) => `${node.closest("[data-block]").dataset.block}\n${node.dataset.action}`;

/** The modals of one person. */
export class Modals {
  constructor(place, context) {
    this.place = place;
    this.context = context;
    this.dialog = null;
    this.drawn = "";
    this.shown = null;
  }

  show(views) {
    const view = views.at(-1);
    const signature = JSON.stringify(view) || "";
    if (signature === this.drawn) return;
    this.drawn = signature;
    const same = view && this.shown === view.id;
    if (!same) this.dialog?.remove();
    this.shown = view?.id;
    if (!view) return void (this.dialog = null);
    if (!same) this.open();
    this.draw(view, views.length > 1, same);
  }

  open() {
    const id = newId("modal");
    this.title = el("h2", { id });
    this.body = el("div", { class: "modal-body" });
    this.foot = el("footer", {});
    this.dialog = el("dialog", {
      class: "modal", "aria-labelledby": id,
      on: { cancel: (event) => { event.preventDefault(); this.close(); } },
    },
    el("header", { class: "bar" }, this.title,
      el("button", { type: "button", class: "icon", "aria-label": "Close", on: { click: () => this.close() } }, "×")),
    this.body, this.foot);
    this.place.append(this.dialog);
    this.dialog.showModal();
  }

  draw(view, hasBelow, same) {
    this.view = view;
    clear(this.title, plain(view.title.text));
    this.values = drawBlocks(this.body, view, this.context, same);
    if (view.trouble) this.body.prepend(el("p", { class: "trouble", role: "alert" }, view.trouble));
    const back = view.close ? plain(view.close.text) : hasBelow ? "Back" : view.submit ? "Cancel" : "Close";
    clear(this.foot,
      el("button", { type: "button", class: "button", on: { click: () => this.close() } }, back),
      view.submit && el("button", { type: "button", class: "button primary submit", on: { click: () => this.submit() } },
        plain(view.submit.text)));
    if (!same) this.body.querySelector("input, textarea, select")?.focus();
  }

  close() {
    this.context.ask({ do: "close", view: this.view.id });
  }

  async submit() {
    const button = this.foot.querySelector(".submit");
    button.disabled = true;
    await this.context.ask({ do: "submit", view: this.view.id, values: this.values() });
    button.disabled = false;
  }
}

/** The App Home; `view` is null before the app has published one. */
export class Home {
  constructor(place, context) {
    this.place = place;
    this.context = context;
    this.drawn = null;
  }

  show(view) {
    const signature = JSON.stringify(view);
    if (signature === this.drawn) return;
    const same = this.drawn !== null && this.drawn !== "null";
    this.drawn = signature;
    if (view) drawBlocks(this.place, view, this.context, same);
    else clear(this.place, el("p", { class: "empty" }, "The app has not published its Home yet."));
  }
}
