// The editor: a page-like view on top of a <textarea data-editor="markdown">. The textarea keeps the truth, in
// Markdown, and is what the form sends. What the editor could not give back unchanged stays a plain textarea.
import { Editor } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import { TableKit } from "@tiptap/extension-table";
import { Markdown } from "@tiptap/markdown";
import StarterKit from "@tiptap/starter-kit";
import { marked } from "marked";
import { PAPER, frontOf } from "./editor_nodes.js";
import { addFootnote, wirePaperTools } from "./editor_tools.js";
import { NO_BARE_LINKS, blocksOf, keepsEverything } from "./markdown_compare.js";

const LINK = { openOnClick: false, autolink: true, defaultProtocol: "https" };

const COMMANDS = {
  paragraph: (chain) => chain.setParagraph(),
  heading2: (chain) => chain.toggleHeading({ level: 2 }),
  heading3: (chain) => chain.toggleHeading({ level: 3 }),
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  blockquote: (chain) => chain.toggleBlockquote(),
  table: (chain) => chain.insertTable({ rows: 3, cols: 2, withHeaderRow: true }),
  rowAfter: (chain) => chain.addRowAfter(),
  columnAfter: (chain) => chain.addColumnAfter(),
  rowAway: (chain) => chain.deleteRow(),
  columnAway: (chain) => chain.deleteColumn(),
  tableAway: (chain) => chain.deleteTable(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};

const ACTIVE = {
  heading2: (editor) => editor.isActive("heading", { level: 2 }),
  heading3: (editor) => editor.isActive("heading", { level: 3 }),
  bold: (editor) => editor.isActive("bold"),
  italic: (editor) => editor.isActive("italic"),
  bulletList: (editor) => editor.isActive("bulletList"),
  orderedList: (editor) => editor.isActive("orderedList"),
  blockquote: (editor) => editor.isActive("blockquote"),
  link: (editor) => editor.isActive("link"),
};

marked.use(NO_BARE_LINKS);

function extensions() {
  return [
    StarterKit.configure({ link: LINK, underline: false, trailingNode: false, orderedList: false, paragraph: false }),
    Image.configure({ inline: true }),
    TableKit.configure({ table: { resizable: false } }),
    ...PAPER,
    Markdown.configure({ markedOptions: { gfm: true } }),
  ];
}

function fragment(id) {
  return document.getElementById(id).content.cloneNode(true);
}

function labelOf(textarea) {
  return textarea.labels[0]?.textContent.trim() || textarea.getAttribute("aria-label") || "";
}

function attributesFor(textarea) {
  const attributes = { role: "textbox", "aria-multiline": "true", "aria-label": labelOf(textarea), class: "prose" };
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  if (textarea.required) attributes["aria-required"] = "true";
  return attributes;
}

function stayPlain(textarea) {
  textarea.after(fragment("editor-plain-template"));
  textarea.dataset.editorState = "plain";
}

// Tables come out with too much air, plain signs as entities; inside code both mean something.
function markdownOf(editor) {
  return editor.isEmpty ? "" : tidy(editor.getMarkdown());
}

function tidy(markdown) {
  if (markdown.includes("`")) return markdown;
  return markdown
    .replace(/&lt;(?![\w/!?])/g, "<")
    .replace(/(?<=\S )&gt;/g, ">")
    .replace(/&amp;(?!#?\w+;)/g, "&")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function writeBack(editor, textarea) {
  textarea.value = markdownOf(editor);
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
}

function showState(editor, bar, tableBar) {
  for (const [name, isActive] of Object.entries(ACTIVE)) {
    bar.querySelector(`[data-do="${name}"]`).setAttribute("aria-pressed", String(isActive(editor)));
  }
  for (const name of ["undo", "redo"]) {
    bar.querySelector(`[data-do="${name}"]`).setAttribute("aria-disabled", String(!editor.can()[name]()));
  }
  tableBar.hidden = !editor.isActive("table");
}

function toggleLinkPanel(editor, bar, panel, open = panel.hidden) {
  panel.hidden = !open;
  bar.querySelector('[data-do="link"]').setAttribute("aria-expanded", String(open));
  const input = panel.querySelector("input");
  if (!open) return editor.commands.focus();
  input.value = editor.getAttributes("link").href ?? "";
  return input.focus();
}

function address(text) {
  const typed = text.trim();
  if (/^(https?:|mailto:|\/|#)/i.test(typed)) return typed;
  return typed.includes("@") ? `mailto:${typed}` : `https://${typed}`;
}

function placeLink(editor, href) {
  const chain = editor.chain().focus().extendMarkRange("link");
  if (!href.trim()) return chain.unsetLink().run();
  const link = { type: "link", attrs: { href: address(href) } };
  if (!editor.state.selection.empty || editor.isActive("link")) return chain.setLink(link.attrs).run();
  return chain.insertContent({ type: "text", text: href.trim(), marks: [link] }).run();
}

function wireLinkPanel(editor, bar, panel) {
  const input = panel.querySelector("input");
  const finish = (href) => {
    toggleLinkPanel(editor, bar, panel, false);
    placeLink(editor, href);
  };
  panel.querySelector('[data-link="set"]').addEventListener("click", () => finish(input.value));
  panel.querySelector('[data-link="remove"]').addEventListener("click", () => finish(""));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      finish(input.value);
    } else if (event.key === "Escape") toggleLinkPanel(editor, bar, panel, false);
  });
}

// One stop for Tab, arrows inside, as the ARIA pattern of a toolbar asks.
function wireArrows(bar) {
  const buttons = [...bar.querySelectorAll("button")];
  buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const here = buttons.indexOf(document.activeElement);
    if (!step || here < 0) return;
    event.preventDefault();
    const next = buttons.at((here + step) % buttons.length);
    buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  });
}

function wireBar(editor, [bar, tableBar, panel]) {
  for (const buttons of [bar, tableBar]) {
    buttons.addEventListener("mousedown", (event) => event.preventDefault());
    buttons.addEventListener("click", (event) => {
      const name = event.target.closest("[data-do]")?.dataset.do;
      if (name === "link") toggleLinkPanel(editor, bar, panel);
      else if (name === "footnote") addFootnote(editor);
      else if (name) COMMANDS[name](editor.chain().focus()).run();
    });
  }
  wireArrows(bar);
  wireLinkPanel(editor, bar, panel);
  editor.on("transaction", () => showState(editor, bar, tableBar));
  showState(editor, bar, tableBar);
}

// A line that is merely folded in the source is one line on the page.
function unfold(node) {
  if (node.type === "codeBlock") return node;
  if (node.text) node.text = node.text.replace(/\s*\n\s*/g, " ");
  for (const child of node.content ?? []) unfold(child);
  return node;
}

// What a block would lose is found before it is shown: such a block is kept as it was typed, in its place. Links and
// pictures that are named elsewhere in the text stay with those names.
function parse(editor, markdown) {
  const source = markdown.replace(/\r\n?/g, "\n");
  const front = frontOf(source);
  const blocks = blocksOf(source.slice(front.length));
  const names = blocks.filter((block) => block.type === "def").map((block) => block.tag);
  const content = front ? [kept(front)] : [];
  for (const block of blocks) {
    if (block.type === "space") continue;
    const raw = block.raw.replace(/^\n+|\s+$/g, "");
    const nodes = mayShow(block, names) ? unfold(editor.markdown.parse(raw)).content : [];
    content.push(...(survives(editor, raw, nodes) ? nodes : [kept(raw)]));
  }
  return { type: "doc", content };
}

function kept(source) {
  return { type: "keptBlock", attrs: { source } };
}

function mayShow(block, names) {
  return block.type !== "def" && block.type !== "html" && !names.some((name) => block.raw.toLowerCase().includes(`[${name}]`));
}

function survives(editor, raw, nodes) {
  if (!nodes.length) return false;
  try {
    // The schema has its own view of what may stand where.
    const shown = editor.schema.nodeFromJSON({ type: "doc", content: nodes });
    shown.check();
    return keepsEverything(raw, tidy(editor.markdown.serialize(shown.toJSON())));
  } catch {
    return false;
  }
}

function makeEditor(textarea, element) {
  const editor = new Editor({
    element,
    extensions: extensions(),
    injectCSS: false,
    editorProps: { attributes: attributesFor(textarea) },
  });
  editor.commands.setContent(parse(editor, textarea.value), { emitUpdate: false });
  return editor;
}

function enhance(textarea) {
  const box = document.createElement("div");
  box.className = "editor";
  box.append(fragment("editor-template"));
  const parts = [...box.children];
  const editor = makeEditor(textarea, box);
  if (!keepsEverything(textarea.value, markdownOf(editor))) {
    editor.destroy();
    stayPlain(textarea);
    return;
  }
  textarea.after(box);
  // Still reachable for the link in an error summary, which then moves on to the editor.
  textarea.classList.add("visually-hidden");
  textarea.tabIndex = -1;
  textarea.setAttribute("aria-hidden", "true");
  textarea.required = false;
  textarea.dataset.editorState = "rich";
  for (const label of textarea.labels) label.addEventListener("click", () => editor.commands.focus());
  textarea.addEventListener("focus", () => editor.commands.focus());
  wireBar(editor, parts);
  wirePaperTools(editor, textarea, box);
  // Who changed the text below the editor tells it.
  textarea.addEventListener("editor:read", () => {
    editor.commands.setContent(parse(editor, textarea.value), { emitUpdate: false });
  });
  // Who wants to know what the editor makes of the text, asks for it.
  textarea.addEventListener("editor:write", () => writeBack(editor, textarea));
  editor.on("update", () => writeBack(editor, textarea));
}

export function enhanceAll(root) {
  for (const textarea of root.querySelectorAll('textarea[data-editor="markdown"]:not([data-editor-state])')) {
    enhance(textarea);
  }
}

enhanceAll(document);
document.addEventListener("htmx:load", (event) => enhanceAll(event.detail.elt.parentElement ?? document));
