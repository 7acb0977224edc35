// The page: what the server tells is kept in `store`, and drawn.

import { composer } from "/page/composer.js";
import { clear, el } from "/page/dom.js";
import { messageNode } from "/page/messages.js";
import { Home, Modals } from "/page/views.js";

const AGAIN = 1000; // milliseconds before a lost connection is dialled again
const $ = (id) => document.getElementById(id);
const person = new URLSearchParams(location.search).get("as") || "you";

const store = { whole: null, messages: new Map(), views: [], home: null, unread: new Set(), told: false };
const waiting = new Map();
let socket;
let asked = 0;

const names = {
  person: (id) => store.whole?.people.find((one) => one.id === id)?.name || id,
  channel: (id) => store.whole?.channels.find((one) => one.id === id)?.name || id,
  people: () => store.whole.people,
  channels: () => store.whole.channels,
  title: (channel) => {
    if (channel.kind === "im") return names.person(channel.members.find((id) => id !== store.whole.you));
    if (channel.kind === "mpim") return channel.members.filter((id) => id !== store.whole.you).map(names.person).join(", ");
    return `#${channel.name}`;
  },
};

const file = (id) => `/file/${encodeURIComponent(id)}?as=${encodeURIComponent(person)}`;

/** Ask the server to do something; resolves with what it answers. */
function ask(request) {
  asked += 1;
  const id = asked;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    socket.send(JSON.stringify({ ...request, id }));
  });
}

const context = { names, ask, file };
const modals = new Modals($("dialogs"), context);
const home = new Home($("home"), context);

function connect() {
  socket = new WebSocket(`ws://${location.host}/live?as=${encodeURIComponent(person)}`);
  socket.addEventListener("message", ({ data }) => {
    for (const item of JSON.parse(data)) take(item);
    draw();
  });
  socket.addEventListener("close", () => {
    notice("The connection is lost. Trying again …");
    for (const resolve of waiting.values()) resolve({ see: "lost" });
    waiting.clear();
    setTimeout(connect, AGAIN);
  });
  socket.addEventListener("open", () => notice(""));
}

function take(item) {
  if (item.to) {
    waiting.get(item.to)?.(item);
    waiting.delete(item.to);
    if (item.see === "trouble") notice(item.why);
  }
  switch (item.see) {
    case "workspace":
      store.told = store.whole !== null;
      store.whole = item;
      store.messages.clear();
      break;
    case "message":
      if (!store.messages.has(item.ts)) noteUnread(item);
      store.messages.set(item.ts, item);
      break;
    case "gone": store.messages.delete(item.ts); break;
    case "views": store.views = item.views; break;
    case "home": store.home = item.view; break;
    default:
  }
}

let seen = new Set();
function noteUnread(message) {
  const known = seen.has(message.ts);
  seen.add(message.ts);
  if (store.told && !known && message.channel !== here().channel && message.user !== store.whole.you) {
    store.unread.add(message.channel);
  }
}

let quiet;
function notice(text) {
  $("notice").textContent = text;
  clearTimeout(quiet);
  if (text) quiet = setTimeout(() => notice(""), 6000);
}

// where we are: #C00000006, #C00000006/1740000000.000001 with a thread, #home

function here() {
  const [channel, thread] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (channel === "home") return { home: true };
  const all = store.whole?.channels || [];
  const found = all.find((one) => one.id === channel) || all.find((one) => one.name === "deals") || all[0];
  return { channel: found?.id, thread: found?.id === channel ? thread : undefined };
}

function go(channel, thread) {
  location.hash = thread ? `${channel}/${thread}` : channel;
}

const botChannel = () => store.whole.channels.find((one) => one.kind === "im" && one.members.includes(store.whole.bot));

async function openBot() {
  const channel = botChannel()?.id || (await ask({ do: "direct" })).channel;
  go(channel);
}

function openHome() {
  go("home");
  ask({ do: "home" });
}

// drawing

function draw() {
  if (!store.whole) return;
  const at = here();
  store.unread.delete(at.channel);
  drawSidebar(at);
  drawBar(at);
  drawMain(at);
  drawThread(at);
  modals.show(store.views);
  home.show(store.home);
}

function drawSidebar(at) {
  const focused = document.activeElement?.closest("#sidebar button")?.dataset.place;
  const { whole } = store;
  const one = (place, words, kind, act, current) => el("li", {}, el("button", {
    type: "button", class: `place ${kind} ${store.unread.has(place) ? "unread" : ""}`, data: { place },
    "aria-current": current ? "page" : null, on: { click: act },
  }, words, store.unread.has(place) && el("span", { class: "unseen" }, " (new messages)")));
  const listed = (kinds) => whole.channels.filter((channel) => kinds.includes(channel.kind) && channel !== botChannel())
    .map((channel) => one(channel.id, names.title(channel).replace(/^#/, ""), channel.kind, () => go(channel.id), channel.id === at.channel));
  const direct = listed(["mpim", "im"]);
  const inApp = at.home || at.channel === botChannel()?.id;
  const people = whole.people.filter((who) => !who.bot);
  const who = el("select", { id: "acting", on: { change: (event) => act(event.target.value) } },
    people.map((each) => el("option", { value: each.name, selected: each.id === whole.you }, each.name)));
  clear($("sidebar"),
    el("header", { class: "bar" }, el("strong", { class: "team" }, whole.team)),
    el("p", { class: "acting" }, el("label", { htmlFor: "acting" }, "You are "), who),
    el("h2", {}, "Channels"), el("ul", {}, listed(["channel", "group"])),
    direct.length > 0 && [el("h2", {}, "Direct messages"), el("ul", {}, direct)],
    el("h2", {}, "Apps"),
    el("ul", {}, one(botChannel()?.id || "bot", names.person(whole.bot), "app", openBot, inApp)),
    el("p", { class: "foot" }, "A playground on this machine. Nothing is sent to Slack."));
  if (focused) document.querySelector(`#sidebar [data-place="${CSS.escape(focused)}"]`)?.focus();
}

function act(name) {
  location.search = `?as=${encodeURIComponent(name)}`;
}

function drawBar(at) {
  const { whole } = store;
  const channel = whole.channels.find((one) => one.id === at.channel);
  const app = at.home || channel?.id === botChannel()?.id;
  const title = app ? names.person(whole.bot) : channel ? names.title(channel) : "";
  $("title").textContent = title;
  document.title = `${title} · ${whole.team}`;
  const members = channel && !app ? channel.members.map(names.person).join(", ") : "";
  $("about").textContent = channel && !app ? `${aboutKind(channel)} ${members ? `With ${members}.` : "Nobody is here."}` : "";
  const member = channel?.members.includes(whole.you);
  $("join").hidden = !channel || app || member;
  $("join").onclick = () => ask({ do: "join", channel: channel.id });
  $("invite").hidden = !channel || app || !member || channel.members.includes(whole.bot) || channel.kind === "mpim";
  $("invite").textContent = `Invite ${names.person(whole.bot)}`;
  $("invite").onclick = () => ask({ do: "invite", channel: channel.id, user: whole.bot });
  drawTabs(app, at);
}

function aboutKind(channel) {
  const shared = channel.shared ? "Shared with another workspace. " : "";
  return shared + { channel: "Public.", group: "Private: only its members see it.", mpim: "A group conversation." }[channel.kind];
}

function drawTabs(app, at) {
  $("tabs").hidden = !app;
  const tab = (words, chosen, open) => el("button", {
    type: "button", role: "tab", "aria-selected": String(chosen), on: { click: open },
  }, words);
  clear($("tabs"), tab("Home", Boolean(at.home), openHome), tab("Messages", !at.home, openBot));
}

let composed = "";
function drawMain(at) {
  $("pane").hidden = Boolean(at.home);
  $("home").hidden = !at.home;
  $("composer-place").hidden = Boolean(at.home);
  if (at.home) return;
  const shown = [...store.messages.values()]
    .filter((message) => message.channel === at.channel && (!message.thread || message.broadcast));
  fill($("pane"), shown, at, false);
  const channel = store.whole.channels.find((one) => one.id === at.channel);
  const member = channel?.members.includes(store.whole.you);
  const key = `${at.channel} ${member}`;
  if (composed === key) return;
  composed = key;
  clear($("composer-place"), member
    ? composing(at.channel, `Message ${names.title(channel)}`, (text) => say(at.channel, text))
    : el("p", { class: "empty" }, "You see this channel because it is public. Join it to write here."));
}

function composing(key, label, send, id = "composer") {
  const made = composer({ key, label, names, commands: id === "composer" ? store.whole.commands : null, send });
  made.field.id = id;
  return made.node;
}

function say(channel, text) {
  if (/^\/[a-z]/.test(text)) ask({ do: "command", channel, text });
  else ask({ do: "say", channel, text });
}

let threadComposed = "";
function drawThread(at) {
  const parent = at.thread && store.messages.get(at.thread);
  $("thread").hidden = !parent;
  document.body.classList.toggle("with-thread", Boolean(parent));
  if (!parent) return void (threadComposed = "");
  const replies = [...store.messages.values()].filter((message) => message.thread === at.thread);
  fill($("thread-pane"), [parent, ...replies], at, true);
  if (threadComposed === at.thread) return;
  threadComposed = at.thread;
  const send = (text) => {
    if (/^\/[a-z]+(\s|$)/.test(text)) notice("Slash commands can't be used in threads.");
    else ask({ do: "say", channel: at.channel, text, thread: at.thread });
  };
  clear($("thread-composer-place"), composing(at.thread, "Reply in the thread", send, "thread-composer"));
}

/** Messages, oldest first; a node stays as long as its message does, so that what is open in it stays open. */
function fill(pane, messages, at, inThread) {
  const place = inThread ? at.thread : at.channel;
  if (pane.dataset.place !== place) {
    pane.dataset.place = place;
    pane.atEnd = !inThread; // a thread is read from its beginning
    pane.scrollTop = 0;
  }
  const ordered = [...messages].sort((one, other) => Number(one.ts) - Number(other.ts) || (one.ts < other.ts ? -1 : 1));
  const kept = pane.kept || new Map();
  const now = new Map();
  const nodes = [];
  let day = "";
  for (const message of ordered) {
    const replies = [...store.messages.values()].filter((one) => one.thread === message.ts && !one.only_you).length;
    const signature = JSON.stringify([message, replies]);
    const known = kept.get(message.ts);
    const entry = known?.signature === signature ? known : { signature, node: shown(message, replies, inThread) };
    now.set(message.ts, entry);
    const its = new Date(Number(message.ts) * 1000).toDateString();
    if (its !== day && !inThread) nodes.push(dayLine(pane, its, Number(message.ts)));
    day = its;
    nodes.push(entry.node);
  }
  pane.kept = now;
  const focused = document.activeElement;
  for (const [place, node] of nodes.entries()) {
    if (pane.children[place] !== node) pane.insertBefore(node, pane.children[place] || null);
  }
  while (pane.children.length > nodes.length) pane.lastElementChild.remove();
  if (!nodes.length) pane.append(el("p", { class: "empty" }, "Nothing has been said here yet."));
  if (focused !== document.activeElement && focused?.isConnected) focused.focus();
  if (pane.atEnd) pane.scrollTop = pane.scrollHeight;
}

/** A pane that is read at its end stays there when something new comes, or when it gets narrower. */
function stayAtEnd(pane) {
  pane.addEventListener("scroll", () => { pane.atEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 80; });
  new ResizeObserver(() => { if (pane.atEnd) pane.scrollTop = pane.scrollHeight; }).observe(pane);
}

function dayLine(pane, key, ts) {
  pane.days ||= new Map();
  if (!pane.days.has(key)) {
    const words = new Date(ts * 1000).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
    pane.days.set(key, el("p", { class: "day" }, el("span", {}, words)));
  }
  return pane.days.get(key);
}

function shown(message, replies, inThread) {
  const { you, bot, shortcuts } = store.whole;
  const openThread = (ts) => go(message.channel, ts);
  return messageNode(message, { names, you, bot, shortcuts, replies, inThread, ask, openThread, file });
}

stayAtEnd($("pane"));
stayAtEnd($("thread-pane"));
$("thread-close").addEventListener("click", () => go(here().channel));
addEventListener("hashchange", draw);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !$("thread").hidden && !document.querySelector("dialog[open]")) go(here().channel);
});
connect();
