// One message, as it stands in a channel or a thread, with its menu and reactions.

import { renderBlocks } from "/page/blocks.js";
import { edited } from "/page/dialogs.js";
import { el, link, menuButton } from "/page/dom.js";
import { emoji, mrkdwn } from "/page/mrkdwn.js";

const QUICK = ["+1", "white_check_mark", "eyes"];

/** `context` is {names, you, bot, shortcuts, replies, inThread, ask, openThread, file}. */
export function messageNode(message, context) {
  const author = message.author || context.names.person(message.user);
  const sent = new Date(Number(message.ts) * 1000);
  const time = sent.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const node = el("article", {
    class: `message ${message.only_you ? "only-you" : ""}`, data: { ts: message.ts }, "aria-label": `${author}, ${time}`,
  },
  el("span", { class: `avatar tint-${tint(author)}`, "aria-hidden": "true" }, author.slice(0, 1).toUpperCase()),
  el("div", { class: "message-body" },
    message.only_you && el("p", { class: "only-you-note" }, "Only visible to you"),
    message.broadcast && context.inThread !== true && el("p", { class: "only-you-note" }, "replied to a thread"),
    el("p", { class: "head" },
      el("strong", { class: "author" }, author),
      message.user === context.bot || message.author ? el("span", { class: "tag" }, "App") : null,
      el("time", { dateTime: sent.toISOString(), title: sent.toLocaleString() }, time)),
    content(message, context),
    (message.attachments || []).map(preview),
    message.files.map((file) => fileNode(file, context)),
    reactions(message, context),
    context.inThread ? null : threadLink(message, context)),
  toolbar(message, context));
  return node;
}

function tint(name) {
  let sum = 0;
  for (const char of name) sum += char.codePointAt(0);
  return sum % 6;
}

function content(message, context) {
  const place = {
    names: context.names,
    file: context.file,
    use: (block, element, value) => context.ask({
      do: "click", ts: message.ts, block: block.block_id, action: element.action_id, value,
    }),
    suggest: async (block, element, typed) => (await context.ask({
      do: "suggest", place: message.ts, block: block.block_id, action: element.action_id, typed,
    })).options || [],
  };
  const blocks = message.blocks.length
    ? renderBlocks(message.blocks, place)
    : message.text && el("div", { class: "words" }, mrkdwn(message.text, context.names));
  return el("div", { class: "content" }, blocks, message.edited && el("small", { class: "edited" }, "(edited)"));
}

function preview(attachment) {
  const title = attachment.title || attachment.fallback || "";
  return el("div", { class: "preview" },
    attachment.title_link ? link(attachment.title_link, title) : el("strong", {}, title),
    attachment.text && el("p", {}, attachment.text));
}

function fileNode(file, context) {
  const address = context.file(file.id);
  if (["image/png", "image/jpeg", "image/gif", "image/webp"].includes(file.mimetype)) {
    return el("figure", { class: "file" }, el("figcaption", {}, file.title),
      el("img", { class: "picture", src: address, alt: file.alt || file.title }));
  }
  const size = file.size < 1024 ? `${file.size} bytes` : `${Math.round(file.size / 1024)} kB`;
  return el("p", { class: "file" }, el("a", { class: "download", href: address, download: file.name },
    el("strong", {}, file.title), el("small", {}, `${file.name}, ${size}`)));
}

function reactions(message, context) {
  if (!message.reactions.length) return null;
  return el("ul", { class: "reactions", "aria-label": "Reactions" }, message.reactions.map((one) => {
    const mine = one.users.includes(context.you);
    const who = one.users.map(context.names.person).join(", ");
    return el("li", {}, el("button", {
      type: "button", "aria-pressed": String(mine), "aria-label": `${one.name}: ${who}`, title: who,
      on: { click: () => context.ask({ do: "react", ts: message.ts, name: one.name, added: !mine }) },
    }, emoji(one.name), ` ${one.users.length}`));
  }));
}

function threadLink(message, context) {
  const count = context.replies;
  if (!count) return null;
  const words = count === 1 ? "1 reply" : `${count} replies`;
  return el("button", {
    type: "button", class: "thread-link", on: { click: () => context.openThread(message.ts) },
  }, words);
}

function toolbar(message, context) {
  if (message.only_you) return null;
  const has = (name) => message.reactions.some((one) => one.name === name && one.users.includes(context.you));
  const quick = QUICK.map((name) => el("button", {
    type: "button", class: "icon", "aria-label": `React with ${name.replaceAll("_", " ")}`,
    on: { click: () => context.ask({ do: "react", ts: message.ts, name, added: !has(name) }) },
  }, emoji(name)));
  const reply = el("button", {
    type: "button", class: "icon wide", on: { click: () => context.openThread(message.thread || message.ts) },
  }, "Reply");
  const bar = el("div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions", on: { keydown: along } },
    quick, context.inThread ? null : reply, more(message, context));
  // one stop for the Tab key, the arrow keys go along it
  for (const [place, button] of reached(bar).entries()) button.tabIndex = place ? -1 : 0;
  return bar;
}

const reached = (bar) => [...bar.querySelectorAll(":scope > button, :scope > .menu-place > button")];

function along(event) {
  const buttons = reached(event.currentTarget);
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || at < 0) return;
  buttons[(at + step + buttons.length) % buttons.length].focus();
  event.preventDefault();
}

function more(message, context) {
  const items = context.shortcuts.map((shortcut) => ({
    words: shortcut.title, act: () => context.ask({ do: "message_shortcut", ts: message.ts, callback: shortcut.id }),
  }));
  if (message.user === context.you) {
    items.push({ words: "Edit message", act: () => change(message, context) });
    items.push({ words: "Delete message", danger: true, act: () => context.ask({ do: "delete", ts: message.ts }) });
  }
  return items.length ? menuButton("More message actions", "⋯", items) : null;
}

async function change(message, context) {
  const before = typed(message, context.names);
  const text = await edited("Edit message", before);
  if (text && text !== before) context.ask({ do: "edit", ts: message.ts, text });
}

/** A message as a person would type it, from its rich_text block where it has one. */
function typed(message, names) {
  const block = message.blocks.find((one) => one.type === "rich_text");
  if (!block) return message.text;
  return block.elements.flatMap((part) => part.elements).map((part) => {
    if (part.type === "user") return `@${names.person(part.user_id)}`;
    if (part.type === "channel") return `#${names.channel(part.channel_id)}`;
    if (part.type === "broadcast") return `@${part.range}`;
    return part.type === "link" ? part.text || part.url : part.text || "";
  }).join("");
}
