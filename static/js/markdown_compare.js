// Does Markdown that went through the editor still say the same? Compared as trees, so that another bullet sign or
// line break is no loss, and a lost footnote, piece of HTML or attribute is.
import { Lexer } from "marked";

const KEPT = ["type", "depth", "ordered", "start", "lang", "href", "title", "align", "task", "checked"];

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
  if (token.type === "table") return [token.header, ...token.rows].flat();
  return token.items ?? token.tokens;
}

function shape(token) {
  if (token.type === "space") return null;
  const node = {};
  for (const key of KEPT) if (token[key]) node[key] = token[key];
  if (token.type === "escape") node.type = "text";
  if (token.type === "text" && token.tokens) node.type = "paragraph";
  if (token.type === "table") node.columns = token.header.length;
  const inside = insideOf(token);
  if (inside) node.children = shapes(inside);
  else if (token.type !== "br") node.text = leafText(token);
  return node;
}

function shapes(tokens) {
  return joinText(tokens.map(shape).filter(Boolean));
}

function tree(markdown) {
  return shapes(new Lexer({ gfm: true }).lex(markdown.replace(/\r\n?/g, "\n").replace(/^\n+|\s+$/g, "")));
}

// Signs of constructs that Lexer reads as text or drops, and the editor might move: kept out altogether.
const UNKNOWN = /\[\^[^\]\s]+\]|\[-?@[\w:.-]+|\]\([^)]*\)\{|^:::|^\$\$|^---\n[\s\S]*?\n---$/m;

export function keepsEverything(before, after) {
  if (UNKNOWN.test(before)) return false;
  return JSON.stringify(tree(before)) === JSON.stringify(tree(after));
}
