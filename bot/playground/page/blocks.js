// Blocks as nodes. `context` is {names, values, errors, use(block, element, value), suggest(block, element, typed), fields, file}.

import { el, newId } from "/page/dom.js";
import { control } from "/page/controls.js";
import { markdown, plain, richText, textObject } from "/page/mrkdwn.js";

export function renderBlocks(blocks, context) {
  return blocks.map((block) => {
    const make = BLOCKS[block.type];
    const node = make ? make(block, context) : el("p", { class: "odd" }, `(${block.type})`);
    node.classList.add("block");
    node.dataset.block = block.block_id;
    return node;
  });
}

function placed(block, element, context, more = {}) {
  const made = control(element, {
    names: context.names,
    state: context.values?.[block.block_id]?.[element.action_id] || initial(element),
    dispatches: block.type !== "input" || block.dispatch_action === true,
    use: (value) => {
      if (block.type !== "input" || block.dispatch_action === true) context.use(block, element, value);
    },
    suggest: (typed) => context.suggest(block, element, typed),
    ...more,
  });
  if (made.read) context.fields?.push({ block: block.block_id, action: element.action_id, read: made.read });
  return made;
}

/** The state of an element in a message, which the page is told without states. */
function initial(element) {
  return {
    selected_option: element.initial_option, selected_options: element.initial_options,
    selected_date: element.initial_date, selected_time: element.initial_time,
    selected_date_time: element.initial_date_time, value: element.initial_value,
    selected_user: element.initial_user, selected_channel: element.initial_channel,
    selected_conversation: element.initial_conversation, selected_users: element.initial_users,
    selected_channels: element.initial_channels, selected_conversations: element.initial_conversations,
  };
}

function section(block, context) {
  const words = block.text && el("div", { class: "words" }, textObject(block.text, context.names));
  const fields = block.fields && el("div", { class: "fields" },
    block.fields.map((field) => el("div", {}, textObject(field, context.names))));
  const label = words?.textContent.slice(0, 80);
  const extra = block.accessory && (block.accessory.type === "image"
    ? picture(block.accessory, context, "thumb")
    : placed(block, block.accessory, context, { label }).node);
  return el("div", { class: "section" }, el("div", { class: "section-body" }, words, fields),
    extra && el("div", { class: "accessory" }, extra));
}

function context(block, context) {
  return el("div", { class: "context" }, block.elements.map((element) =>
    element.type === "image" ? picture(element, context, "tiny") : el("span", {}, textObject(element, context.names))));
}

function actions(block, context) {
  return el("div", { class: "actions" }, block.elements.map((element) =>
    placed(block, element, context, { label: element.placeholder?.text }).node));
}

function picture(element, context, kind) {
  const file = element.slack_file?.id;
  if (file) return el("img", { class: kind, src: context.file(file), alt: element.alt_text });
  // nothing is loaded from the network: the words stand for it
  return el("span", { class: `${kind} absent`, role: "img", "aria-label": element.alt_text }, element.alt_text);
}

function image(block, context) {
  return el("figure", {}, block.title && el("figcaption", {}, plain(block.title.text)), picture(block, context, "picture"));
}

function input(block, context) {
  const [id, hint, wrong] = [newId("field"), newId("hint"), newId("wrong")];
  const error = context.errors?.[block.block_id];
  const described = [block.hint && hint, error && wrong].filter(Boolean).join(" ") || null;
  const label = block.label.text;
  const made = placed(block, block.element, context, { id, label, describedby: described, invalid: Boolean(error) });
  const title = [plain(label), block.optional && el("span", { class: "optional" }, " (optional)")];
  return el("div", { class: error ? "input wrong" : "input" },
    !made.labelled && el("label", { htmlFor: id }, title), made.node,
    block.hint && el("p", { id: hint, class: "hint" }, plain(block.hint.text)),
    error && el("p", { id: wrong, class: "error", role: "alert" }, error));
}

function table(block, context) {
  const cell = (tag, one) => el(tag, {}, one.type === "raw_text" ? one.text : richText(one, context.names));
  const [head, ...rows] = block.rows;
  return el("div", { class: "table" }, el("table", {},
    el("thead", {}, el("tr", {}, head.map((one) => cell("th", one)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((one) => cell("td", one)))))));
}

const BLOCKS = {
  section,
  context,
  actions,
  image,
  input,
  table,
  header: (block) => el("h3", { class: "header" }, plain(block.text.text)),
  divider: () => el("hr"),
  rich_text: (block, context) => el("div", { class: "rich" }, richText(block, context.names)),
  markdown: (block) => el("div", { class: "rich" }, markdown(block.text)),
};
