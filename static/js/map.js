// A map that moves, in place of the drawing that the page came with; that one stays for paper, and where this fails.
"use strict";

(() => {
  const { leaflet, style } = document.currentScript.dataset;
  const [PIN, CLUSTER] = [34, 44];
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let loading;

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: leaflet, onerror: reject });
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style, onerror: reject });
      const styled = new Promise((done) => { link.onload = done; });
      script.onload = () => styled.then(resolve);
      document.head.prepend(link);
      document.head.append(script);
    });
    return loading;
  }

  function element(name, text, facts = {}) {
    return Object.assign(document.createElement(name), { textContent: text }, facts);
  }

  const counted = (box, count) => (count === 1 ? box.dataset.one : box.dataset.many.replace("{n}", count));

  function pin(count, label, isCluster) {
    const html = element("span", count);
    html.append(element("span", ` ${label}`, { className: "visually-hidden" }));
    const size = isCluster ? CLUSTER : PIN;
    return L.divIcon({ html, className: `map-pin${isCluster ? " map-pin-cluster" : ""}`, iconSize: [size, size] });
  }

  function balloon(box, { place, province, count, items }) {
    const [body, head] = [document.createElement("div"), document.createElement("p")];
    head.append(element("strong", place), province ? `, ${province}` : "");
    body.append(head);
    const list = document.createElement("ul");
    for (const { title, url, text } of items) {
      const line = document.createElement("li");
      line.append(element("a", title, { href: url }));
      if (text) line.append(document.createElement("br"), element("span", text, { className: "muted" }));
      list.append(line);
    }
    body.append(list);
    if (count > items.length) {
      const all = new URL(box.dataset.list, location.href);
      all.searchParams.set("plaats", place);
      body.append(element("a", `${box.dataset.all} (${count})`, { href: all }));
    }
    return body;
  }

  // Who opens a balloon by keyboard goes on in it, and comes back to its pin.
  function followKeyboard(map, marker) {
    marker.on("popupopen", ({ popup }) => {
      const close = popup.getElement().querySelector(".leaflet-popup-close-button");
      close?.setAttribute("aria-label", map.getContainer().parentElement.dataset.close);
      popup.getElement().querySelector("li a")?.focus({ preventScroll: true });
    });
    marker.on("popupclose", () => marker.getElement()?.focus({ preventScroll: true }));
  }

  function showMarkers(box, map, points) {
    const group = L.markerClusterGroup({
      animate: !calm,
      maxClusterRadius: 44,
      showCoverageOnHover: false,
      iconCreateFunction: (cluster) => {
        const count = cluster.getAllChildMarkers().reduce((sum, marker) => sum + marker.options.count, 0);
        return pin(count, counted(box, count).replace(/^\d+\s*/, ""), true);
      },
    });
    for (const { geometry, properties } of points.features) {
      const [longitude, latitude] = geometry.coordinates;
      const label = `${counted(box, properties.count).replace(/^\d+\s*/, "")}, ${properties.place}`;
      const marker = L.marker([latitude, longitude], {
        count: properties.count,
        icon: pin(properties.count, label, false),
      });
      marker.bindPopup(() => balloon(box, properties), { maxWidth: 280, minWidth: 200 });
      followKeyboard(map, marker);
      group.addLayer(marker);
    }
    // The pin that was pressed has fallen apart; the next press of Tab finds its parts.
    group.on("clusterkeypress", () => map.getContainer().focus({ preventScroll: true }));
    map.addLayer(group);
    if (box.dataset.centre) map.setView(box.dataset.centre.split(",").map(Number), 9);
    else map.fitBounds(group.getBounds(), { maxZoom: 10, padding: [36, 36] });
  }

  function showOutline(box, map, bounds) {
    const drawn = box.querySelector(".map-outline svg");
    const svg = drawn.cloneNode();
    svg.removeAttribute("role");
    svg.removeAttribute("aria-label");
    svg.setAttribute("aria-hidden", "true");
    svg.append(drawn.querySelector("use").cloneNode());
    map.createPane("outline").style.zIndex = 150;
    L.svgOverlay(svg, bounds, { pane: "outline", attribution: "Natural Earth" }).addTo(map);
  }

  // The outline lies under the tiles: where they can't be reached, it is what one sees.
  function showTiles(box, map) {
    if (!box.dataset.tiles) return;
    let arrived = false;
    const tiles = L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution, maxZoom: 16 });
    tiles.on("tileload", () => { arrived = true; });
    tiles.on("tileerror", () => { if (!arrived) tiles.remove(); });
    tiles.addTo(map);
  }

  function draw(box, points) {
    const live = box.querySelector(".map-live");
    const [south, west, north, east] = box.dataset.bounds.split(",").map(Number);
    const bounds = L.latLngBounds([south, west], [north, east]);
    box.classList.add("map-moves");
    live.hidden = false;
    const map = L.map(live, {
      fadeAnimation: !calm,
      markerZoomAnimation: !calm,
      zoomAnimation: !calm,
      maxBounds: bounds.pad(0.5),
      maxZoom: 15,
      minZoom: 6,
      scrollWheelZoom: false,
      zoomControl: false,
      zoomSnap: 0.5,
    });
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
    live.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
    // Only who is at work in the map zooms by the wheel; others scroll on.
    map.on("focus click", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    map.fitBounds(bounds);
    showOutline(box, map, bounds);
    showTiles(box, map);
    showMarkers(box, map, points);
  }

  async function start(box) {
    try {
      const [answer] = await Promise.all([fetch(box.dataset.points), load()]);
      if (answer.ok) draw(box, await answer.json());
    } catch {
      // The drawing stays.
    }
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      start(target);
    }
  }, { rootMargin: "300px" });

  function watch(from) {
    for (const box of from.querySelectorAll("[data-map]:not(.map-watched)")) {
      box.classList.add("map-watched");
      watcher.observe(box);
    }
  }

  watch(document);
  document.addEventListener("htmx:load", ({ detail }) => watch(detail.elt.parentElement ?? detail.elt));
})();
