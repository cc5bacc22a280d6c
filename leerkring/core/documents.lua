-- What a printed document needs different from the page on screen. Pictures become their description; HTML is shown
-- as it was typed, as on screen; links keep only addresses that somebody outside the portal can follow; and no level
-- of heading is skipped (PDF/UA asks for that).
local highest, last = 6, 0

local function find_highest(heading)
  highest = math.min(highest, heading.level)
end

local function mend_heading(heading)
  heading.level = math.min(heading.level - highest + 1, last + 1)
  last = heading.level
  return heading
end

-- In Word a picture may come along that stands in the text itself. Elsewhere its description stands for it.
local function image(element)
  local described = element:clone()
  if element.attributes.alt then
    described.caption = { pandoc.Str(element.attributes.alt) }
    described.attributes.alt = nil
  end
  if FORMAT == "docx" and element.src:match("^data:image/[jp][pn]e?g;base64,") then
    return described
  end
  return pandoc.Emph(described.caption)
end

local function link(element)
  if element.target:match("^https?://") or element.target:match("^mailto:") then
    return element
  end
  return element.content
end

local function as_typed(element)
  return pandoc.Str(element.text)
end

local function block_as_typed(element)
  return pandoc.Para({ pandoc.Str(element.text) })
end

-- A figure whose picture went and whose caption says what its description says is one line.
local function figure(element)
  local words = pandoc.utils.stringify(element.content)
  local is_said_once = words == pandoc.utils.stringify(element.caption.long)
  return is_said_once and FORMAT ~= "docx" and pandoc.Para(pandoc.utils.blocks_to_inlines(element.content)) or nil
end

local function break_line(element)
  return element.text:match("^<br ?/?>$") and pandoc.LineBreak() or nil
end

local function is_empty(rows)
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      if #cell.contents > 0 then
        return false
      end
    end
  end
  return true
end

-- A row of empty headings is only there because Markdown asks for one; a break in a cell is a break.
local function table_cells(element)
  if is_empty(element.head.rows) then
    element.head.rows = {}
  end
  return element:walk({ RawInline = break_line })
end

-- The headings in reading order first: the level of one depends on those before it.
return {
  { Header = find_highest },
  { traverse = "topdown", Header = mend_heading },
  { Table = table_cells },
  { Image = image, Figure = figure, Link = link, RawInline = as_typed, RawBlock = block_as_typed },
}
