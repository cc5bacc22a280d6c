-- A Word document as the Markdown of the portal: figures with a caption and a description, citations as they are
-- typed, tables of one line per cell. What can't be shown is counted, and told at the end in a line of its own.
local lost = {}
local CLOSING = "\u{e002}"

local function lose(what)
  lost[what] = (lost[what] or 0) + 1
end

local function plain(element)
  element.attr = pandoc.Attr()
  return element
end

local function image(element)
  local alt = element.attributes.alt or ""
  element.attr = pandoc.Attr("", {}, alt ~= "" and { alt = alt } or {})
  element.title = ""
  return element
end

local function first_image(figure)
  local found
  figure:walk({ Image = function(element) found = found or element end })
  return found
end

-- The caption stands in the picture's brackets, what one sees on it in its attribute.
local function figure(element)
  local picture = first_image(element)
  if not picture then
    return element.content
  end
  local caption = pandoc.utils.blocks_to_inlines(element.caption.long)
  local alt = picture.attributes.alt or pandoc.utils.stringify(picture.caption)
  if #caption == 0 then
    caption = picture.caption
  end
  return pandoc.Para({ pandoc.Image(caption, picture.src, "", { alt = alt }) })
end

local BREAK = "\u{e001}"
local LISTS = { BulletList = true, OrderedList = true }

-- One line of inlines per paragraph and per item of a list.
local function lines_of(blocks, lines)
  for _, block in ipairs(blocks) do
    if LISTS[block.t] then
      for _, item in ipairs(block.content) do
        lines_of(item, lines)
      end
    else
      local line = pandoc.utils.blocks_to_inlines({ block })
      if #line > 0 then
        lines[#lines + 1] = line
      end
    end
  end
  return lines
end

local function cell_text(blocks)
  local inlines = pandoc.List()
  local lines = lines_of(blocks, {})
  for number, line in ipairs(lines) do
    if number > 1 then
      inlines:insert(pandoc.Str(BREAK))
    end
    inlines:extend(line)
  end
  if #lines > 1 then
    lose("cell")
  end
  return { pandoc.Plain(inlines) }
end

-- Cells of one line each; what spans several cells stands in the first of them.
local function rows(list, width)
  for _, row in ipairs(list) do
    local cells = pandoc.List()
    for _, cell in ipairs(row.cells) do
      if cell.row_span > 1 or cell.col_span > 1 then
        lose("merged")
      end
      local span = cell.col_span
      cell.contents, cell.row_span, cell.col_span = cell_text(cell.contents), 1, 1
      cells:insert(cell)
      for _ = 2, span do
        cells:insert(pandoc.Cell({}))
      end
    end
    while #cells < width do
      cells:insert(pandoc.Cell({}))
    end
    row.cells = cells
  end
end

local function flat_table(element)
  local width = #element.colspecs
  for place, spec in ipairs(element.colspecs) do
    element.colspecs[place] = { spec[1], nil }
  end
  rows(element.head.rows, width)
  for _, body in ipairs(element.bodies) do
    rows(body.head, width)
    rows(body.body, width)
  end
  rows(element.foot.rows, width)
  local caption = pandoc.utils.blocks_to_inlines(element.caption.long)
  element.caption = { long = {}, short = nil }
  element.attr = pandoc.Attr()
  return #caption > 0 and { element, pandoc.Para(caption) } or element
end

local function words_of(inlines)
  return pandoc.utils.stringify(inlines):match("^%s*(.-)%s*$")
end

local function cited(element)
  local parts = {}
  for _, one in ipairs(element.citations) do
    local before = words_of(one.prefix)
    local after = words_of(one.suffix)
    local bare = one.mode == "SuppressAuthor" and "-" or ""
    local key = one.id:match("^[%w_:.-]+$") and one.id or "{" .. one.id .. "}"
    local glue = after ~= "" and not after:match("^,") and ", " or ""
    parts[#parts + 1] = (before ~= "" and before .. " " or "") .. bare .. "@" .. key .. glue .. after
  end
  return pandoc.RawInline("commonmark", "[" .. table.concat(parts, "; ") .. "]")
end

local function mathematics(element)
  lose("formula")
  return pandoc.Code(element.text)
end

-- A term on a line of its own, and under it what it means.
local function definitions(element)
  lose("definition")
  local blocks = pandoc.List()
  for _, item in ipairs(element.content) do
    blocks:insert(pandoc.Para({ pandoc.Strong(item[1]) }))
    for _, definition in ipairs(item[2]) do
      blocks:extend(definition)
    end
  end
  return blocks
end

local function content(element)
  return element.content
end

local function note_of_losses(document)
  local lines = {}
  for what, number in pairs(lost) do
    lines[#lines + 1] = what .. "=" .. number
  end
  table.sort(lines)
  document.blocks:insert(pandoc.RawBlock("commonmark", CLOSING .. table.concat(lines, ",") .. CLOSING))
  return document
end

return {
  { Span = content, Div = content, Underline = content, SmallCaps = content, Header = plain, Link = plain },
  { Image = image, Math = mathematics, Cite = cited, DefinitionList = definitions },
  { Figure = figure },
  { Table = flat_table },
  { Pandoc = note_of_losses },
}
