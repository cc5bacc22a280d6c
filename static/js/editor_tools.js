// The tools of papers: a footnote, a citation from the list of references, a figure with what it shows.
function freeLabel(editor) {
  let highest = 0;
  editor.state.doc.descendants((node) => {
    if (node.type.name.startsWith("footnote")) highest = Math.max(highest, Number(node.attrs.label) || 0);
  });
  return String(highest + 1);
}

// The sign comes where one writes, the note itself below the text, and one goes on writing there.
export function addFootnote(editor) {
  const label = freeLabel(editor);
  const note = { type: "footnote", attrs: { label }, content: [{ type: "paragraph" }] };
  editor
    .chain()
    .focus()
    .insertContent({ type: "footnoteMark", attrs: { label } })
    .command(({ tr, state, dispatch }) => {
      if (dispatch) tr.insert(tr.doc.content.size, state.schema.nodeFromJSON(note));
      return true;
    })
    .focus("end")
    .run();
}

function citationText(panel) {
  const key = panel.querySelector("[data-cite='key']").value.trim();
  const pages = panel.querySelector("[data-cite='pages']").value.trim().replace(/[[\]]/g, "");
  if (!key) return "";
  return `@${/^[\w:.-]+$/.test(key) ? key : `{${key}}`}${pages ? `, ${/^\d/.test(pages) ? `p. ${pages}` : pages}` : ""}`;
}

function placeCitation(editor, panel) {
  const text = citationText(panel);
  if (text) editor.chain().focus().insertContent({ type: "citation", attrs: { text } }).run();
  return Boolean(text);
}

async function sendPicture(address, picture) {
  const body = new FormData();
  body.append("picture", picture);
  const token = document.querySelector("[name='csrfmiddlewaretoken']").value;
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  const answer = await fetch(address, { method: "POST", body, headers });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok || !told.address) throw new Error(told.error ?? "");
  return told.address;
}

function say(panel, text) {
  const place = panel.querySelector("[data-figure='error']");
  place.textContent = text;
  place.hidden = !text;
}

async function placeFigure(editor, panel, textarea) {
  const field = (name) => panel.querySelector(`[data-figure='${name}']`);
  const [picture] = field("picture").files;
  const alt = field("alt").value.trim();
  if (!picture || !alt) {
    say(panel, panel.dataset.lacks);
    return false;
  }
  try {
    const src = await sendPicture(textarea.dataset.figures, picture);
    const words = field("caption").value.trim();
    const content = words ? [{ type: "text", text: words }] : [];
    editor.chain().focus().insertContent({ type: "figure", attrs: { src, alt }, content }).run();
  } catch (error) {
    say(panel, error.message || panel.dataset.failed);
    return false;
  }
  for (const input of panel.querySelectorAll("input")) input.value = "";
  say(panel, "");
  return true;
}

function wirePanel(editor, button, panel, place) {
  function open(isOpen) {
    panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) panel.querySelector("input").focus();
    else editor.commands.focus();
  }
  button.hidden = false;
  button.addEventListener("click", () => open(panel.hidden));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open(false);
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    panel.querySelector("[data-place]").click();
  });
  panel.querySelector("[data-place]").addEventListener("click", async () => {
    if (await place()) open(false);
  });
}

// The figure in which one writes, or that is chosen, and where it stands.
function figureOf({ selection }) {
  if (selection.node?.type.name === "figure") return { node: selection.node, at: selection.from };
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name === "figure") return { node: $from.node(depth), at: $from.before(depth) };
  }
  return null;
}

// A caption with a note or bold words is changed in the text itself: a field would lose them.
const isPlain = (node) => node.childCount === 0 || (node.childCount === 1 && node.firstChild.isText && !node.firstChild.marks.length);

function changeFigure(editor, name, value) {
  const found = figureOf(editor.state);
  if (!found) return;
  const { node, at } = found;
  const { tr, schema } = editor.state;
  // Without words of its own a picture is described by its caption.
  if (name === "alt") tr.setNodeAttribute(at, "alt", value.trim() ? value : null);
  else tr.replaceWith(at + 1, at + 1 + node.content.size, value ? [schema.text(value)] : []);
  editor.view.dispatch(tr);
}

// What can be seen on a picture, and its caption, stand in fields above the text as soon as one is in the figure.
function wireShownFigure(editor, panel) {
  const fields = [...panel.querySelectorAll("input")];
  const show = () => {
    const found = figureOf(editor.state);
    panel.hidden = !found;
    if (!found) return;
    const words = { alt: found.node.attrs.alt ?? "", caption: found.node.textContent };
    for (const field of fields) {
      if (field !== document.activeElement) field.value = words[field.dataset.shown];
      if (field.dataset.shown === "caption") field.disabled = !isPlain(found.node);
    }
  };
  for (const field of fields) {
    field.addEventListener("input", () => changeFigure(editor, field.dataset.shown, field.value));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "Enter" || event.key === "Escape") editor.commands.focus();
    });
  }
  editor.view.dom.addEventListener("click", (event) => {
    const caption = event.target.tagName === "IMG" && event.target.closest("figure")?.querySelector("figcaption");
    if (caption) editor.commands.setNodeSelection(editor.view.posAtDOM(caption, 0) - 1);
  });
  editor.on("transaction", show);
}

export function wirePaperTools(editor, textarea, box) {
  const part = (name) => box.querySelector(`[data-panel='${name}']`);
  const button = (name) => box.querySelector(`[data-opens='${name}']`);
  if (textarea.dataset.figures) {
    wirePanel(editor, button("figure"), part("figure"), () => placeFigure(editor, part("figure"), textarea));
  }
  wireShownFigure(editor, part("shown"));
  if (textarea.dataset.references) {
    part("citation").querySelector("input").setAttribute("list", textarea.dataset.references);
    wirePanel(editor, button("citation"), part("citation"), () => placeCitation(editor, part("citation")));
  }
}
