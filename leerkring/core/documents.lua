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

-- In Word a picture may come along that stands in the text itself.
local function image(element)
  if FORMAT == "docx" and element.src:match("^data:image/jpeg;base64,") then
    return element
  end
  return pandoc.Emph(element.caption)
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

-- The headings in reading order first: the level of one depends on those before it.
return {
  { Header = find_highest },
  { traverse = "topdown", Header = mend_heading },
  { Image = image, Link = link, RawInline = as_typed, RawBlock = block_as_typed },
}
