// Slack's text markup as nodes: mrkdwn, rich_text blocks, and the little of Markdown that a markdown block needs.

import { el, link } from "/page/dom.js";

const EMOJI = {
  eyes: "👀", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", mag: "🔍", bell: "🔔",
  no_bell: "🔕", hourglass: "⌛", hourglass_flowing_sand: "⏳", chart_with_upwards_trend: "📈", bar_chart: "📊",
  newspaper: "📰", handshake: "🤝", moneybag: "💰", tada: "🎉", thinking_face: "🤔", question: "❓", grey_question: "❔",
  information_source: "ℹ️", link: "🔗", lock: "🔒", pencil2: "✏️", wastebasket: "🗑️", gear: "⚙️", house: "🏠",
  calendar: "📅", bust_in_silhouette: "👤", busts_in_silhouette: "👥", office: "🏢", thumbsup: "👍", "+1": "👍",
  thumbsdown: "👎", "-1": "👎", heart: "❤️", rocket: "🚀", bulb: "💡", memo: "📝", page_facing_up: "📄",
  arrow_right: "➡️", leftwards_arrow_with_hook: "↩️", repeat: "🔁", zzz: "💤", wave: "👋", grey_exclamation: "❕",
  exclamation: "❗", star: "⭐", mute: "🔇", speech_balloon: "💬", ballot_box_with_check: "☑️", no_entry: "⛔",
};

const INLINE = new RegExp(
  [
    "<(?<mark>[^<>\\n]+)>",
    "`(?<code>[^`\\n]+)`",
    "(?<![\\p{L}\\p{N}*])\\*(?=\\S)(?<bold>[^*\\n]+?)(?<=\\S)\\*(?![\\p{L}\\p{N}*])",
    "(?<![\\p{L}\\p{N}_])_(?=\\S)(?<italic>[^_\\n]+?)(?<=\\S)_(?![\\p{L}\\p{N}_])",
    "(?<![\\p{L}\\p{N}~])~(?=\\S)(?<strike>[^~\\n]+?)(?<=\\S)~(?![\\p{L}\\p{N}~])",
    ":(?<emoji>[a-z0-9_+'-]+):",
  ].join("|"),
  "gu",
);

/** An emoji by its name; names that are not known stay as they are written. */
export function emoji(name) {
  const face = EMOJI[name];
  return face ? el("span", { role: "img", "aria-label": name.replaceAll("_", " "), class: "emoji" }, face) : `:${name}:`;
}

/** mrkdwn, or plain_text, as an array of nodes. `names` knows people and channels by id. */
export function textObject(object, names) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : plain(object.text);
}

/** Plain text, in which only :emoji: mean something. */
export function plain(text) {
  const out = [];
  let end = 0;
  for (const match of text.matchAll(/:([a-z0-9_+'-]+):/g)) {
    if (!EMOJI[match[1]]) continue;
    out.push(text.slice(end, match.index), emoji(match[1]));
    end = match.index + match[0].length;
  }
  return [...out, text.slice(end)].filter((part) => part !== "");
}

export function mrkdwn(text, names) {
  const out = [];
  for (const [place, part] of text.split("```").entries()) {
    if (place % 2) out.push(el("pre", {}, unescaped(part.replace(/^\n/, ""))));
    else out.push(...paragraphs(part, names));
  }
  return out;
}

function paragraphs(text, names) {
  const out = [];
  let quote = null;
  const lines = text.split("\n");
  for (const [place, line] of lines.entries()) {
    const quoted = /^(&gt;|>) ?/.exec(line);
    if (quoted) {
      if (!quote) out.push((quote = el("blockquote")));
      else quote.append(el("br"));
      quote.append(...inline(line.slice(quoted[0].length), names));
    } else {
      out.push(...inline(line, names));
      if (place < lines.length - 1 && !/^(&gt;|>)/.test(lines[place + 1])) out.push(el("br"));
      quote = null;
    }
  }
  return out;
}

function inline(text, names) {
  const out = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) out.push(unescaped(text.slice(end, match.index)));
    out.push(marked(match.groups, names));
    end = match.index + match[0].length;
  }
  if (end < text.length) out.push(unescaped(text.slice(end)));
  return out;
}

function marked({ mark, code, bold, italic, strike, emoji: name }, names) {
  if (mark !== undefined) return special(mark, names);
  if (code !== undefined) return el("code", {}, unescaped(code));
  if (bold !== undefined) return el("strong", {}, inline(bold, names));
  if (italic !== undefined) return el("em", {}, inline(italic, names));
  if (strike !== undefined) return el("s", {}, inline(strike, names));
  return emoji(name);
}

function special(mark, names) {
  const bar = mark.indexOf("|");
  const [target, words] = bar < 0 ? [mark, ""] : [mark.slice(0, bar), unescaped(mark.slice(bar + 1))];
  if (target.startsWith("@")) return el("span", { class: "mention" }, `@${words || names.person(target.slice(1))}`);
  if (target.startsWith("#")) return el("span", { class: "mention" }, `#${words || names.channel(target.slice(1))}`);
  if (target.startsWith("!date^")) return words || target.split("^")[2] || "";
  if (target.startsWith("!")) return el("span", { class: "mention loud" }, `@${target.slice(1).split("^")[0]}`);
  const address = unescaped(target);
  return link(address, words || address);
}

function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A rich_text block. */
export function richText(block, names) {
  return block.elements.map((part) => {
    if (part.type === "rich_text_list") {
      const items = part.elements.map((item) => el("li", {}, richInline(item.elements, names)));
      return el(part.style === "ordered" ? "ol" : "ul", {}, items);
    }
    const inner = richInline(part.elements, names);
    if (part.type === "rich_text_preformatted") return el("pre", {}, inner);
    return part.type === "rich_text_quote" ? el("blockquote", {}, inner) : el("div", { class: "lines" }, inner);
  });
}

function richInline(elements, names) {
  return elements.map((element) => {
    switch (element.type) {
      case "text": return styled(element.text, element.style || {});
      case "link": return link(element.url, element.text || element.url);
      case "user": return el("span", { class: "mention" }, `@${names.person(element.user_id)}`);
      case "channel": return el("span", { class: "mention" }, `#${names.channel(element.channel_id)}`);
      case "broadcast": return el("span", { class: "mention loud" }, `@${element.range}`);
      case "emoji": return emoji(element.name);
      case "date": return element.fallback || "";
      default: return "";
    }
  });
}

function styled(text, { bold, italic, strike, code }) {
  let node = text;
  if (code) node = el("code", {}, node);
  if (bold) node = el("strong", {}, node);
  if (italic) node = el("em", {}, node);
  if (strike) node = el("s", {}, node);
  return node;
}

/** A markdown block: headings, lists, bold, links and code; the rest as it is written. */
export function markdown(text) {
  return text.split("\n").map((line) => {
    const heading = /^#{1,6} (.*)/.exec(line);
    if (heading) return el("h3", {}, markdownInline(heading[1]));
    const item = /^\s*[-*] (.*)/.exec(line);
    return el("div", { class: "lines" }, item ? ["• ", ...markdownInline(item[1])] : markdownInline(line));
  });
}

function markdownInline(text) {
  const out = [];
  let end = 0;
  for (const match of text.matchAll(/\*\*(?<bold>[^*]+)\*\*|`(?<code>[^`]+)`|\[(?<words>[^\]]+)\]\((?<to>[^)\s]+)\)/g)) {
    out.push(text.slice(end, match.index));
    const { bold, code, words, to } = match.groups;
    out.push(bold ? el("strong", {}, bold) : code ? el("code", {}, code) : link(to, words));
    end = match.index + match[0].length;
  }
  return [...out, text.slice(end)];
}
