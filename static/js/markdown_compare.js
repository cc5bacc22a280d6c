// Does Markdown that went through the editor still say the same? Compared as trees, so that another bullet sign or
// line break is no loss, and a lost footnote, piece of HTML or attribute is.
import { Marked } from "marked";
import { TOKENIZERS } from "./editor_nodes.js";

const KEPT = [
  ...["type", "depth", "ordered", "start", "lang", "href", "title", "align", "task", "checked"],
  ...["label", "src", "alt", "extra"],
];
// What stands as it was typed.
const AS_TYPED = ["keptBlock", "keptInline", "citation", "html"];

// The browser's own reading of &amp; and the like.
const decoder = document.createElement("textarea");

function decode(text) {
  decoder.innerHTML = text;
  return decoder.value;
}

function flatten(text) {
  return text.replace(/\s+/g, " ");
}

function leafText(token) {
  if (token.type === "code" || token.type === "codespan") return token.text;
  if (AS_TYPED.includes(token.type)) return flatten(token.raw).trim();
  return flatten(token.type === "text" || token.type === "escape" ? decode(token.text) : (token.text ?? ""));
}

// Runs of text may be cut in other places, or escaped without need; what they say together must be equal.
function joinText(nodes) {
  const joined = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.type === "text" && last?.type === "text") last.text = flatten(last.text + node.text);
    else joined.push(node);
  }
  return joined;
}

function insideOf(token) {
  if (AS_TYPED.includes(token.type)) return null;
  if (token.type === "table") return [token.header, ...token.rows].flat();
  return token.items ?? token.tokens;
}

function shape(token) {
  if (token.type === "space") return null;
  const node = {};
  for (const key of KEPT) if (token[key]) node[key] = token[key];
  if (token.type === "escape") node.type = "text";
  if (token.type === "text" && token.tokens?.length) node.type = "paragraph";
  if (token.type === "table") node.columns = token.header.length;
  const inside = insideOf(token);
  if (inside?.length) node.children = shapes(inside);
  else if (token.type !== "br") node.text = leafText(token);
  return node;
}

function readWith({ name, level, start, tokenize }) {
  return {
    name,
    level,
    start,
    tokenizer(source, tokens) {
      const { lexer } = this;
      const token = tokenize(source, tokens, {
        inlineTokens: (text) => lexer.inlineTokens(text),
        blockTokens: (text) => lexer.blockTokens(text),
      });
      return token && { tokens: [], ...token };
    },
  };
}

// An address that was typed is no link on the page, so it is none here.
export const NO_BARE_LINKS = { tokenizer: { url: () => undefined } };
// A reader of its own: the editor teaches the shared one its own ways.
const reader = new Marked({ gfm: true }, NO_BARE_LINKS, { extensions: TOKENIZERS.map(readWith) });

function shapes(tokens) {
  return joinText(tokens.map(shape).filter(Boolean));
}

export function blocksOf(markdown) {
  return new reader.Lexer(reader.defaults).lex(markdown.replace(/\r\n?/g, "\n"));
}

function tree(markdown) {
  return shapes(blocksOf(markdown.replace(/^\n+|\s+$/g, "")));
}

export function keepsEverything(before, after) {
  return JSON.stringify(tree(before)) === JSON.stringify(tree(after));
}
