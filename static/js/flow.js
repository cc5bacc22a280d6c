// The network of organisations and circles, growing over the years. Without it the tables say the same.
const figure = document.querySelector("[data-flow]");
const found = document.getElementById("flow-data");

if (figure && found && globalThis.echarts) {
  const data = JSON.parse(found.textContent);
  const box = figure.querySelector("[data-flow-picture]");
  const control = figure.querySelector("[data-flow-year]");
  const range = control.querySelector("input");
  const output = control.querySelector("output");
  const years = [...new Set(data.lines.map((line) => line.year))].sort((one, other) => one - other);
  const colour = (name) => {
    box.style.color = `var(${name})`;
    return getComputedStyle(box).color;
  };
  const SHAPE = { partner: "rect", group: "circle", use: "diamond" };
  const SIZE = { partner: 14, group: 24, use: 16 };
  const PAINT = { partner: "--practice", group: "--primary", use: "--residents" };
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  box.hidden = false;
  box.setAttribute("role", "img");
  figure.querySelector("[data-flow-legend]").hidden = false;
  const chart = echarts.init(box, null, { renderer: "canvas" });

  const draw = (until) => {
    const shown = data.points.filter((point) => point.year <= until);
    const lines = data.lines.filter((line) => line.year <= until);
    chart.setOption({
      aria: { enabled: true, label: { description: figure.querySelector("figcaption").textContent } },
      animation: !calm,
      tooltip: { renderMode: "richText", formatter: ({ data: point }) => point.name && `${point.name}\n${data.words[point.kind] ?? ""}` },
      series: [
        {
          type: "graph",
          layout: "force",
          roam: false,
          draggable: true,
          force: { repulsion: 320, edgeLength: [60, 150], gravity: 0.1, layoutAnimation: !calm },
          label: {
            show: true,
            position: "right",
            color: colour("--text"),
            fontFamily: getComputedStyle(document.body).fontFamily,
            formatter: ({ data: point }) => (point.kind === "partner" ? "" : point.name),
          },
          emphasis: { focus: "adjacency", label: { formatter: ({ name }) => name } },
          labelLayout: { hideOverlap: true },
          lineStyle: { color: colour("--muted"), opacity: 0.6 },
          data: shown.map((point) => ({
            id: point.key,
            name: point.name,
            kind: point.kind,
            symbol: SHAPE[point.kind],
            symbolSize: SIZE[point.kind],
            itemStyle: { color: colour(PAINT[point.kind]) },
          })),
          links: lines.map((line) => ({ source: line.from, target: line.to, lineStyle: { type: line.to.startsWith("use:") ? "dashed" : "solid" } })),
        },
      ],
    });
    output.textContent = data.words.until.replace("%(year)s", until);
  };

  if (years.length > 1) {
    control.hidden = false;
    range.min = years[0];
    range.max = years.at(-1);
    range.value = years.at(-1);
    range.addEventListener("input", () => draw(Number(range.value)));
  }
  draw(years.at(-1));
  new ResizeObserver(() => chart.resize()).observe(box);
  new MutationObserver(() => draw(Number(range.value) || years.at(-1))).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}
