// Does Markdown that went through the editor still say the same? Compared as trees, so that another bullet sign or
// line break is no loss, and a lost footnote, piece of HTML or attribute is.
import { Lexer } from "marked";

const KEPT = ["type", "depth", "ordered", "start", "lang", "href", "title", "align", "task", "checked", "header"];

function flatten(text) {
  return text.replace(/\s+/g, " ").trim();
}

function leaf(token) {
  if (token.tokens || token.items || token.rows) return undefined;
  return token.type === "code" ? token.text : flatten(token.text ?? token.raw ?? "");
}

// Runs of text may be cut in other places; what they say together must be equal.
function joinText(nodes) {
  const joined = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.type === "text" && last?.type === "text" && !node.children && !last.children) {
      last.text = flatten(`${last.text} ${node.text}`);
    } else joined.push(node);
  }
  return joined;
}

function shape(token) {
  const node = {};
  for (const key of KEPT) if (token[key] !== undefined && token[key] !== null) node[key] = token[key];
  if (token.type === "space" || token.type === "def") return token.type === "def" ? { type: "def", text: token.raw } : null;
  if (token.type === "paragraph" || (token.type === "text" && token.tokens)) node.type = "paragraph";
  const text = leaf(token);
  if (text !== undefined) node.text = text;
  const inside = token.type === "table" ? [token.header, ...token.rows].flat() : (token.items ?? token.tokens);
  if (token.type === "table") node.header = token.header.length;
  if (inside) node.children = joinText(inside.map(shape).filter(Boolean));
  return node;
}

function tree(markdown) {
  return joinText(new Lexer({ gfm: true }).lex(markdown.replace(/\r\n?/g, "\n")).map(shape).filter(Boolean));
}

// Signs of constructs that Lexer reads as text or drops, and the editor might move: kept out altogether.
const UNKNOWN = /\[\^[^\]\s]+\]|\[-?@[\w:.-]+|\]\([^)]*\)\{|^:::|^\$\$|^---\n[\s\S]*?\n---$/m;

export function keepsEverything(before, after) {
  if (UNKNOWN.test(before)) return false;
  return JSON.stringify(tree(before)) === JSON.stringify(tree(after));
}
