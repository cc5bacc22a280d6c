// What Markdown of papers holds beyond the usual, as nodes of the editor: footnotes, citations, figures, raised and
// lowered letters; and what the editor does not know, kept as it was typed.
import { InputRule, Mark, Node, mergeAttributes } from "@tiptap/core";
import { OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";

// The same signs as `core/markdown_signs.py`.
const CITATION = /^\[((?:[^[\]@\n]*[\s;])?-?@\{?[\p{L}\p{N}_][^[\]\n]*)\](?![([:])/u;
const NOTE_MARK = /^\[\^([^\]\s]+)\](?!:)/;
const NOTE_START = /^\[\^([^\]\s]+)\]:[ \t]*/;
const FIGURE = /^!\[((?:\\.|[^\]\\[\n]|\[[^\]\n]*\])*)\]\(([^()\s"]+)\)(\{[^}\n]*\})?[ \t]*(?=\n[ \t]*\n|\n?$)/;
const IMAGE_WITH_MORE = /^!\[(?:\\.|[^\]\\[\n]|\[[^\]\n]*\])*\]\([^()\s]+(?: "[^"\n]*")?\)\{[^}\n]*\}/;
const FENCED = /^(:{3,})[^\n]*\n(?:[\s\S]*?\n)?\1:*[ \t]*(?=\n|$)/;
const FRONT = /^---\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?=\n|$)/;
const COMMENT = /^<!--[\s\S]*?-->[ \t]*(?=\n|$)/;
const ALT = /\balt="((?:\\.|[^"\\])*)"/;
const OURS = /^\/bestanden\/[0-9a-f-]{36}\/$/;

function atom(name, more) {
  return Node.create({ name, atom: true, selectable: true, ...more });
}

const attribute = (fallback = "") => ({ default: fallback, rendered: false });

export const FootnoteMark = atom("footnoteMark", {
  group: "inline",
  inline: true,
  addAttributes: () => ({ label: attribute() }),
  parseHTML: () => [{ tag: "sup[data-note]", getAttrs: (element) => ({ label: element.dataset.note }) }],
  renderHTML: ({ node }) => ["sup", { "data-note": node.attrs.label, class: "editor-note-mark" }, node.attrs.label],
  markdownTokenizer: {
    name: "footnoteMark",
    level: "inline",
    start: (source) => source.indexOf("[^"),
    tokenize: (source) => {
      const found = NOTE_MARK.exec(source);
      return found ? { type: "footnoteMark", raw: found[0], label: found[1] } : undefined;
    },
  },
  parseMarkdown: (token, helpers) => helpers.createNode("footnoteMark", { label: token.label }),
  renderMarkdown: (node) => `[^${node.attrs.label}]`,
});

// A note runs on over lines that are indented, and over a line that follows without a blank one between.
function noteLines(source) {
  const lines = source.split("\n");
  let last = 0;
  for (let number = 1; number < lines.length; number += 1) {
    const line = lines[number];
    if (!line.trim()) continue;
    const isIndented = /^(?: {4}|\t)/.test(line);
    const isLazy = number === last + 1 && !/^\s*(?:\[\^|#{1,6} |[-*+] |\d+[.)] |>|```|:::)/.test(line);
    if (!isIndented && !isLazy) break;
    last = number;
  }
  return lines.slice(0, last + 1);
}

export const Footnote = Node.create({
  name: "footnote",
  group: "block",
  content: "block+",
  defining: true,
  isolating: true,
  addAttributes: () => ({ label: attribute() }),
  parseHTML: () => [{ tag: "div[data-note]", getAttrs: (element) => ({ label: element.dataset.note }) }],
  renderHTML: ({ node }) => ["div", { "data-note": node.attrs.label, class: "editor-footnote" }, 0],
  markdownTokenizer: {
    name: "footnote",
    level: "block",
    start: () => -1,
    tokenize: (source, _tokens, helpers) => {
      const start = NOTE_START.exec(source);
      if (!start) return undefined;
      const raw = noteLines(source).join("\n");
      const inside = raw.slice(start[0].length).replace(/\n(?: {4}|\t)/g, "\n");
      return { type: "footnote", raw, label: start[1], tokens: helpers.blockTokens(inside) };
    },
  },
  parseMarkdown: (token, helpers) => {
    const content = helpers.parseChildren(token.tokens ?? []);
    return helpers.createNode("footnote", { label: token.label }, content.length ? content : [{ type: "paragraph" }]);
  },
  renderMarkdown: (node, helpers) => {
    const text = helpers.renderChildren(node.content ?? [], "\n\n").trim();
    return `[^${node.attrs.label}]: ${text.replace(/\n(?=[^\n])/g, "\n    ")}`;
  },
});

export const Citation = atom("citation", {
  group: "inline",
  inline: true,
  addAttributes: () => ({ text: attribute() }),
  parseHTML: () => [{ tag: "span[data-cite]", getAttrs: (element) => ({ text: element.dataset.cite }) }],
  renderHTML: ({ node }) => [
    "span",
    { "data-cite": node.attrs.text, class: "editor-citation" },
    `[${node.attrs.text}]`,
  ],
  markdownTokenizer: {
    name: "citation",
    level: "inline",
    start: (source) => source.search(/\[[^[\]\n]*@/),
    tokenize: (source) => {
      const found = CITATION.exec(source);
      return found ? { type: "citation", raw: found[0], text: found[1] } : undefined;
    },
  },
  parseMarkdown: (token, helpers) => helpers.createNode("citation", { text: token.text.replace(/\s+/g, " ") }),
  renderMarkdown: (node) => `[${node.attrs.text}]`,
  // Who types a citation as it is written in Markdown means one.
  addInputRules() {
    return [
      new InputRule({
        find: /\[((?:[^[\]@]*[\s;])?-?@[\p{L}\p{N}_][^[\]]*)\]$/u,
        handler: ({ range, match, chain }) =>
          chain().insertContentAt(range, { type: "citation", attrs: { text: match[1] } }).run(),
      }),
    ];
  },
});

function figureParts([, , src, more]) {
  const alt = more ? ALT.exec(more) : null;
  const extra = more ? more.slice(1, -1).replace(ALT, "").replace(/\s+/g, " ").trim() : "";
  return { src, alt: alt ? alt[1].replace(/\\(.)/g, "$1") : null, extra };
}

export function figureMarkdown({ src, alt, extra }, caption) {
  const words = alt === null ? [] : [`alt="${alt.replace(/[\\"]/g, "\\$&")}"`];
  const more = [...words, extra].filter(Boolean).join(" ");
  return `![${caption}](${src})${more ? `{${more}}` : ""}`;
}

// Nothing is fetched from elsewhere, also while one writes.
function shownImage({ src, alt }) {
  return OURS.test(src) ? ["img", { src, alt: alt ?? "" }] : ["span", { class: "editor-lost" }, alt || src];
}

export const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "inline*",
  draggable: true,
  addAttributes: () => ({ src: attribute(), alt: attribute(null), extra: attribute() }),
  parseHTML: () => [
    {
      tag: "figure",
      contentElement: "figcaption",
      getAttrs: (element) => {
        const image = element.querySelector("img");
        const src = image?.getAttribute("src") ?? "";
        return OURS.test(src) && { src, alt: image.getAttribute("alt") };
      },
    },
  ],
  renderHTML: ({ node }) => ["figure", { class: "editor-figure" }, shownImage(node.attrs), ["figcaption", 0]],
  markdownTokenizer: {
    name: "figure",
    level: "block",
    start: () => -1,
    tokenize: (source, _tokens, helpers) => {
      const found = FIGURE.exec(source);
      if (!found) return undefined;
      return { type: "figure", raw: found[0], ...figureParts(found), tokens: helpers.inlineTokens(found[1]) };
    },
  },
  parseMarkdown: (token, helpers) => {
    const { src, alt, extra } = token;
    return helpers.createNode("figure", { src, alt, extra }, helpers.parseInline(token.tokens ?? []));
  },
  renderMarkdown: (node, helpers) => figureMarkdown(node.attrs, helpers.renderChildren(node.content ?? [])),
});

function keptTokenizer(name, level, patterns, start) {
  return {
    name,
    level,
    start,
    tokenize: (source) => {
      for (const pattern of patterns) {
        const found = pattern.exec(source);
        if (found) return { type: name, raw: found[0] };
      }
      return undefined;
    },
  };
}

export const KeptBlock = atom("keptBlock", {
  group: "block",
  addAttributes: () => ({ source: attribute() }),
  parseHTML: () => [{ tag: "pre[data-kept]", getAttrs: (element) => ({ source: element.textContent }) }],
  renderHTML: ({ node }) => ["pre", { "data-kept": "", class: "editor-kept" }, node.attrs.source],
  markdownTokenizer: keptTokenizer("keptBlock", "block", [FENCED, COMMENT], () => -1),
  parseMarkdown: (token, helpers) => helpers.createNode("keptBlock", { source: token.raw }),
  renderMarkdown: (node) => node.attrs.source,
});

export const KeptInline = atom("keptInline", {
  group: "inline",
  inline: true,
  addAttributes: () => ({ source: attribute() }),
  parseHTML: () => [{ tag: "code[data-kept]", getAttrs: (element) => ({ source: element.textContent }) }],
  renderHTML: ({ node }) => ["code", { "data-kept": "", class: "editor-kept" }, node.attrs.source],
  markdownTokenizer: keptTokenizer("keptInline", "inline", [IMAGE_WITH_MORE], (source) => source.indexOf("![")),
  parseMarkdown: (token, helpers) => helpers.createNode("keptInline", { source: token.raw }),
  renderMarkdown: (node) => node.attrs.source,
});

function letters(name, tag, sign) {
  const pattern = new RegExp(`^\\${sign}(?!\\${sign})((?:\\\\.|[^\\s\\${sign}\\\\])+)\\${sign}(?!\\${sign})`);
  return Mark.create({
    name,
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, mergeAttributes(HTMLAttributes), 0],
    markdownTokenizer: {
      name,
      level: "inline",
      start: (source) => source.indexOf(sign),
      tokenize: (source, _tokens, helpers) => {
        const found = pattern.exec(source);
        return found ? { type: name, raw: found[0], tokens: helpers.inlineTokens(found[1]) } : undefined;
      },
    },
    parseMarkdown: (token, helpers) => helpers.applyMark(name, helpers.parseInline(token.tokens ?? [])),
    renderMarkdown: (node, helpers) => `${sign}${helpers.renderChildren(node)}${sign}`,
  });
}

export const Raised = letters("raised", "sup", "^");
export const Lowered = letters("lowered", "sub", "~");

// Numbered lists as CommonMark reads them; Tiptap's own reading takes other lists in them apart.
export const Numbered = OrderedList.extend({
  markdownTokenizer: null,
  parseMarkdown: (token, helpers) => {
    if (token.type !== "list" || !token.ordered) return [];
    const start = Number(token.start === "" ? 1 : token.start);
    return { type: "orderedList", attrs: { start }, content: helpers.parseChildren(token.items) };
  },
});

// Words that look like the beginning of a list, heading, quotation or box are only words.
export const Words = Paragraph.extend({
  renderMarkdown(node, helpers, context) {
    const text = this.parent(node, helpers, context);
    return text.replace(/^(\d{1,9})([.)])(?=[ \t]|$)/, "$1\\$2").replace(/^(?=[-+](?:[ \t]|$)|#{1,6}(?:[ \t]|$)|>|:{3})/, "\\");
  },
});

const NEW = [FootnoteMark, Footnote, Citation, Figure, KeptBlock, KeptInline, Raised, Lowered];
export const PAPER = [...NEW, Numbered, Words];
export const TOKENIZERS = NEW.map((extension) => extension.config.markdownTokenizer);

export function frontOf(markdown) {
  return FRONT.exec(markdown)?.[0] ?? "";
}
