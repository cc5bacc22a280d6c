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

export function wirePaperTools(editor, textarea, box) {
  const part = (name) => box.querySelector(`[data-panel='${name}']`);
  const button = (name) => box.querySelector(`[data-opens='${name}']`);
  if (textarea.dataset.figures) {
    wirePanel(editor, button("figure"), part("figure"), () => placeFigure(editor, part("figure"), textarea));
  }
  if (textarea.dataset.references) {
    part("citation").querySelector("input").setAttribute("list", textarea.dataset.references);
    wirePanel(editor, button("citation"), part("citation"), () => placeCitation(editor, part("citation")));
  }
}
