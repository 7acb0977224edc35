// Block Kit's interactive elements as the browser's own controls.
//
// control(element, place) gives {node, read}: `read()` is what is chosen now; buttons and overflow menus have none.
// `place` is {names, state, label, id, describedby, use(value), suggest(typed), dispatches}.

import { el, menuButton, newId } from "/page/dom.js";
import { confirmed } from "/page/dialogs.js";
import { Listbox } from "/page/listbox.js";
import { plain, textObject } from "/page/mrkdwn.js";

const TYPING = 400; // milliseconds after the last key until the app hears what was typed

export function control(element, place) {
  const make = CONTROLS[element.type];
  return make ? make(element, place) : { node: el("span", { class: "odd" }, `(${element.type})`) };
}

function asked(element, act) {
  return element.confirm ? async () => { if (await confirmed(element.confirm)) act(); } : act;
}

function button(element, place) {
  const act = asked(element, () => place.use(null));
  const props = {
    class: `button ${element.style || ""}`, "aria-label": element.accessibility_label,
    data: { action: element.action_id }, on: { click: act },
  };
  const words = plain(element.text.text);
  if (/^https?:/i.test(element.url || "")) {
    return { node: el("a", { ...props, href: element.url, rel: "noopener noreferrer", target: "_blank" }, words) };
  }
  return { node: el("button", { ...props, type: "button" }, words) };
}

function overflow(element, place) {
  const items = element.options.map((option) => ({
    words: plain(option.text.text), act: asked(element, () => place.use(option.value)),
  }));
  return { node: menuButton(place.label || "More choices", "⋯", items) };
}

function aria(place) {
  return {
    id: place.id, "aria-label": place.id ? null : place.label, "aria-describedby": place.describedby,
    "aria-invalid": place.invalid ? "true" : null,
  };
}

function options(element) {
  const group = (one) => el("optgroup", { label: one.label.text }, one.options.map(choice));
  const choice = (option) => el("option", { value: option.value }, plainWords(option.text.text));
  return element.option_groups ? element.option_groups.map(group) : (element.options || []).map(choice);
}

function plainWords(text) {
  return plain(text).map((part) => (typeof part === "string" ? part : part.textContent)).join("");
}

function select(element, place, choices, chosen) {
  const node = el("select", { ...aria(place), data: { action: element.action_id } },
    el("option", { value: "" }, element.placeholder ? plainWords(element.placeholder.text) : "Choose …"), choices);
  node.value = chosen || "";
  node.addEventListener("change", asked(element, () => place.use(node.value || null)));
  return { node, read: () => node.value || null };
}

const known = {
  users: (names) => names.people().map((person) => [person.id, `@${person.name}`]),
  channels: (names) => names.channels().filter((one) => one.kind === "channel").map((one) => [one.id, `#${one.name}`]),
  conversations: (names) => names.channels().map((one) => [one.id, names.title(one)]),
};

function picker(kind) {
  return (element, place) => {
    const choices = known[kind](place.names).map(([id, words]) => el("option", { value: id }, words));
    return select(element, place, choices, place.state[`selected_${kind.slice(0, -1)}`]);
  };
}

function several(element, place, pairs, chosen, kind = "checkbox") {
  const name = newId("choice");
  const boxes = pairs.map(([value, words, more]) => {
    const box = el("input", { type: kind, name, value, checked: chosen.includes(value) });
    box.addEventListener("change", asked(element, () => place.use(read())));
    return el("label", { class: "choice" }, box, el("span", {}, words, more && el("small", {}, more)));
  });
  const node = el("fieldset", {
    class: "choices", id: place.id, "aria-describedby": place.describedby, data: { action: element.action_id },
  }, el("legend", { class: place.id ? "" : "unseen" }, place.label || "Choices"), boxes);
  const checked = () => [...node.querySelectorAll("input:checked")].map((box) => box.value);
  const read = () => (kind === "radio" ? (checked()[0] ?? null) : checked());
  return { node, read, labelled: true };
}

function pairs(element, names) {
  return (element.options || element.option_groups.flatMap((group) => group.options)).map((option) => [
    option.value, textObject(option.text, names), option.description && textObject(option.description, names),
  ]);
}

function checkboxes(element, place) {
  return several(element, place, pairs(element, place.names), values(place.state.selected_options));
}

function radio(element, place) {
  const chosen = values([place.state.selected_option].filter(Boolean));
  return several(element, place, pairs(element, place.names), chosen, "radio");
}

function values(chosen) {
  return (chosen || []).map((option) => option.value);
}

/** A menu of several: the choices open under a line that says how many are chosen. */
function folded(element, place, all, chosen) {
  const inner = several(element, { ...place, id: undefined, use: (value) => { say(); place.use(value); } }, all, chosen);
  const summary = el("summary", { id: place.id, "aria-describedby": place.describedby });
  const words = new Map(all.map(([value, shown]) => [value, shown]));
  const say = () => {
    const taken = inner.read().map((value) => [words.get(value)].flat().map((part) => part.textContent ?? part).join(""));
    summary.textContent = taken.length ? taken.join(", ") : element.placeholder?.text || "Choose …";
  };
  say();
  return { node: el("details", { class: "folded" }, summary, inner.node), read: inner.read };
}

function multi(element, place) {
  return folded(element, place, pairs(element, place.names), values(place.state.selected_options));
}

function multiPicker(kind) {
  return (element, place) => folded(element, place, known[kind](place.names), place.state[`selected_${kind}`] || []);
}

function external(many) {
  return (element, place) => {
    const state = place.state;
    let chosen = many ? state.selected_options || [] : [state.selected_option].filter(Boolean);
    const field = el("input", {
      ...aria(place), type: "text", autocomplete: "off", placeholder: element.placeholder?.text || "Type to search",
      data: { action: element.action_id }, on: { input: typed },
    });
    const chips = el("span", { class: "chips" });
    const list = new Listbox(field, "Suggestions", (option) => plain(option.text.text), (option) => {
      chosen = many ? [...chosen.filter((one) => one.value !== option.value), option] : [option];
      draw();
      use();
    });
    const read = () => (many ? values(chosen) : (chosen[0]?.value ?? null));
    const use = asked(element, () => place.use(read()));
    function draw() {
      field.value = many ? "" : chosen[0] ? plainWords(chosen[0].text.text) : "";
      if (many) chips.replaceChildren(...chosen.map((option) => chip(option)));
    }
    function chip(option) {
      const words = plainWords(option.text.text);
      const drop = () => { chosen = chosen.filter((one) => one !== option); draw(); use(); };
      return el("button", { type: "button", class: "chip", "aria-label": `Remove ${words}`, on: { click: drop } }, `${words} ×`);
    }
    async function typed() {
      const text = field.value;
      if (!many) chosen = [];
      const offered = text.length < (element.min_query_length ?? 3) ? [] : await place.suggest(text);
      if (field.value === text) list.show(offered);
    }
    draw();
    return { node: el("span", { class: "combobox" }, chips, field, list.node), read };
  };
}

/** A field that a value is typed or picked in; the app hears of it when it is left, or on Enter. */
function field(type, key, more = () => ({}), toValue = (text) => text || null, toText = (value) => value) {
  return (element, place) => {
    const multiline = element.multiline === true;
    const node = el(multiline ? "textarea" : "input", {
      ...aria(place), ...(multiline ? { rows: 5 } : { type }), placeholder: element.placeholder?.text,
      autocomplete: "off", data: { action: element.action_id }, ...more(element),
    });
    node.value = toText(place.state[key] ?? "");
    const read = () => toValue(node.value);
    if (place.dispatches) whenUsed(node, element, multiline, () => place.use(read()));
    return { node, read };
  };
}

function whenUsed(node, element, multiline, act) {
  const use = asked(element, act);
  const typed = element.type.endsWith("_input");
  const triggers = element.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  let waiting;
  if (!typed) node.addEventListener("change", use);
  else if (triggers.includes("on_character_entered")) {
    node.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(use, TYPING); });
  }
  if (typed && !multiline && triggers.includes("on_enter_pressed")) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      use();
    });
  }
}

const length = (element) => ({ maxLength: element.max_length || 3000 });
const seconds = (text) => (text ? String(new Date(text).getTime() / 1000) : null);
function localTime(value) {
  if (!value) return "";
  const date = new Date(value * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

const CONTROLS = {
  button,
  overflow,
  static_select: (element, place) => select(element, place, options(element), place.state.selected_option?.value),
  multi_static_select: multi,
  external_select: external(false),
  multi_external_select: external(true),
  users_select: picker("users"),
  channels_select: picker("channels"),
  conversations_select: picker("conversations"),
  multi_users_select: multiPicker("users"),
  multi_channels_select: multiPicker("channels"),
  multi_conversations_select: multiPicker("conversations"),
  checkboxes,
  radio_buttons: radio,
  datepicker: field("date", "selected_date"),
  timepicker: field("time", "selected_time"),
  datetimepicker: field("datetime-local", "selected_date_time", undefined, seconds, localTime),
  plain_text_input: field("text", "value", length),
  number_input: field("text", "value", () => ({ inputMode: "decimal" })),
  email_text_input: field("email", "value"),
  url_text_input: field("url", "value"),
};
