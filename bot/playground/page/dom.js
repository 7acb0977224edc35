// Building the page: every text is set as text, never parsed as HTML.

const PROPERTIES = new Set([
  "hidden", "disabled", "checked", "selected", "value", "type", "id", "htmlFor", "tabIndex", "href", "rel", "target",
  "src", "alt", "rows", "placeholder", "maxLength", "name", "required", "multiple", "open", "download", "inputMode",
  "autocomplete", "loading", "title", "dateTime",
]);

/** An element with `props` (`class`, `on` for listeners, `role` and `aria-...` as attributes) and children. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name === "class") node.className = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value);
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child); // strings become text nodes
  }
}

export function clear(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

/** A link out of the page, or its words alone where the address is none a person would click on. */
export function link(address, words) {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return el("span", {}, words);
  return el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, words);
}

let numbers = 0;

/** An id for what another element refers to. */
export function newId(prefix) {
  numbers += 1;
  return `${prefix}-${numbers}`;
}

/** A button that opens a menu; `items` are `{words, act, danger}`. */
export function menuButton(label, face, items) {
  const list = el("ul", { role: "menu", class: "menu", "aria-label": label, hidden: true });
  const button = el("button", {
    type: "button", class: "icon", "aria-label": label, "aria-haspopup": "menu", "aria-expanded": "false",
    on: { click: () => (list.hidden ? open() : close()) },
  }, face);
  const place = el("span", { class: "menu-place", on: { keydown, focusout } }, button, list);
  for (const item of items) {
    const choice = el("button", {
      type: "button", role: "menuitem", class: item.danger ? "danger" : "", tabIndex: -1,
      on: { click: () => { close(); button.focus(); item.act(); } },
    }, item.words);
    list.append(el("li", { role: "none" }, choice));
  }
  function open() {
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    place.classList.add("open");
    list.querySelector("button")?.focus();
  }
  function close() {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    place.classList.remove("open");
  }
  function keydown(event) {
    if (list.hidden) return;
    const choices = [...list.querySelectorAll("button")];
    const at = choices.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: choices.length - 1 }[event.key];
    if (event.key === "Escape") {
      close();
      button.focus();
    } else if (to !== undefined) choices[(to + choices.length) % choices.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function focusout(event) {
    if (!place.contains(event.relatedTarget)) close();
  }
  return place;
}
