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

-- In Word and EPUB a picture comes along that stands in the text itself, in print one that was put beside it. Of any
-- other its description stands for it.
local function comes_along(src)
  if FORMAT == "typst" then
    return src:match("^picture%-%d+%.[jp][pn]g$")
  end
  return (FORMAT == "docx" or FORMAT:match("^epub")) and src:match("^data:image/[jp][pn]e?g;base64,")
end

-- PDF/UA asks for a description, which pandoc leaves out.
local function in_print(element)
  local words = pandoc.utils.stringify(element.caption):gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("%c", " ")
  return pandoc.RawInline("typst", string.format('#box(image("%s", alt: "%s"))', element.src, words))
end

local function image(element)
  local described = element:clone()
  if element.attributes.alt then
    described.caption = { pandoc.Str(element.attributes.alt) }
  end
  described.attributes = {}
  if comes_along(element.src) then
    return FORMAT == "typst" and in_print(described) or described
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
  local is_there = false
  element.content:walk({
    Image = function() is_there = true end,
    RawInline = function(raw) is_there = is_there or raw.format == "typst" end,
  })
  return is_said_once and not is_there and FORMAT ~= "docx" and pandoc.Para(pandoc.utils.blocks_to_inlines(element.content)) or nil
end

-- What stands in braces behind a heading or a word is for writers' own programs: nothing of it becomes an attribute of
-- a page (`onclick`) or a style. Headings keep the name that links lead to.
local function without_attributes(element)
  element.attributes = {}
  return element
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
  {
    Header = without_attributes,
    Div = without_attributes,
    Span = without_attributes,
    Code = without_attributes,
    CodeBlock = without_attributes,
    Link = without_attributes,
    Table = without_attributes,
  },
  { Header = find_highest },
  { traverse = "topdown", Header = mend_heading },
  { Table = table_cells },
  { Image = image, Figure = figure, Link = link, RawInline = as_typed, RawBlock = block_as_typed },
}
