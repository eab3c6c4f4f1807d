/**
 * The script of an animation's page. It reads the JSON beside it (see `animation-page.ts`), unpacks the values, and shows those of one step.
 *
 * Every text from data reaches the page as a text node, never as markup.
 */
export const ANIMATION_SCRIPT = `
(() => {
  const spec = JSON.parse(document.getElementById("spec").textContent);
  const byId = (id) => document.getElementById(id);
  const { words, times } = spec;
  const steps = times.length;
  const filled = (text, parts) => text.replace(/\\{(\\w+)\\}/g, (_, name) => parts[name]);

  for (const node of spec.nodes) {
    if (node.as !== undefined) continue;
    const bytes = Uint8Array.from(atob(node.text), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    node.data = Int16Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true));
    delete node.text;
  }

  const nodeOf = new Map(spec.nodes.map((node) => [node.id, node]));
  spec.nodes = spec.nodes.map((node) => (node.as === undefined ? node : { ...nodeOf.get(node.as), id: node.id, later: node.later, told: false }));

  const NONE = -32768;
  const at = (node, step, unit) => {
    if (node.later && step === 0) return 0;
    const start = (node.later ? step - 1 : step) * node.units;
    if (unit !== "mean") {
      const u = node.units === 1 ? 0 : Number(unit);
      const value = u < node.units ? node.data[start + u] : NONE;
      return value === NONE ? NaN : value * node.unit;
    }
    let sum = 0;
    for (let u = 0; u < node.units; u++) {
      if (node.data[start + u] === NONE) return NaN;
      sum += node.data[start + u];
    }
    return (sum / node.units) * node.unit;
  };

  const number = (value) => {
    if (!Number.isFinite(value)) return "\\u2013";
    const size = Math.abs(value);
    const text = size === 0 ? "0.000" : size < 10 ? (size < 0.0005 ? (0).toFixed(3) : size.toFixed(3)) : size < 1000 ? size.toPrecision(4) : size < 1e5 ? String(Math.round(size)) : size.toExponential(1).replace("+", "");
    return (value < 0 && Number(text) !== 0 ? "\\u2212" : "") + text;
  };
  const seriesNumber = (value) => (value === null ? "\\u2013" : (value < 0 ? "\\u2212" : "") + Number(Math.abs(value).toPrecision(5)).toLocaleString("en-US", { maximumFractionDigits: 6 }));

  const collect = (selector, key) => {
    const found = new Map();
    for (const element of document.querySelectorAll(selector)) {
      const id = element.dataset[key];
      if (!found.has(id)) found.set(id, []);
      found.get(id).push(element);
    }
    return found;
  };
  const nodeElements = collect(".node", "node");
  const wireElements = collect(".wire", "from");
  const jointElements = collect(".joint", "from");
  const rows = collect("tr[data-row]", "row");

  const slider = byId("step");
  const unitSelect = byId("unit");
  const speedSelect = byId("speed");
  const playButton = byId("play");
  const now = byId("now");
  const playPath = playButton.querySelector("path");
  const PLAY = playPath.getAttribute("d");
  const PAUSE = "M8 5v14M16 5v14";
  let step = 0;
  let playing = false;

  const colorOf = (node, value) => (node.gate ? "var(--gate)" : value < 0 ? "var(--negative)" : "var(--positive)");

  const showNode = (node) => {
    const value = at(node, step, unitSelect.value);
    const known = Number.isFinite(value);
    const share = known ? Math.min(1, Math.abs(value) / (node.gate ? 1 : node.most || 1)) : 0;
    const color = known ? colorOf(node, value) : "var(--edge)";
    const text = number(value);
    for (const element of nodeElements.get(node.id) || []) {
      const body = element.querySelector(".body");
      if (body) {
        body.setAttribute("fill", color);
        body.setAttribute("fill-opacity", (0.62 * share).toFixed(3));
        body.setAttribute("stroke", known ? color : "var(--edge)");
      }
      const shown = element.querySelector(".number");
      if (shown) shown.textContent = text;
    }
    for (const element of wireElements.get(node.id) || [])
      for (const path of element.querySelectorAll("path")) {
        path.setAttribute("stroke", color);
        path.setAttribute("stroke-opacity", (0.5 + 0.5 * share).toFixed(3));
        path.setAttribute("stroke-width", (1.2 + 2.4 * share).toFixed(2));
      }
    for (const element of jointElements.get(node.id) || []) element.setAttribute("fill", color);
    for (const row of rows.get(node.id) || []) row.querySelector(".is").textContent = text;
    return text;
  };

  const tell = () => {
    const unit = unitSelect.selectedOptions[0].textContent;
    const values = spec.nodes.filter((node) => node.told).map((node) => node.name + " " + number(at(node, step, unitSelect.value)));
    now.textContent = times[step] + ", " + filled(words.stepOf, { step: step + 1, steps }) + ", " + unit + ": " + values.join(", ");
  };

  const show = () => {
    for (const node of spec.nodes) showNode(node);
    spec.columns.forEach((column, i) => {
      for (const row of rows.get("column " + i) || []) row.querySelector(".is").textContent = number(column.values[step] === null ? NaN : column.values[step]);
    });
    spec.series.forEach((series, i) => {
      byId("series-" + i).textContent = seriesNumber(series.values[step]);
    });
    slider.value = String(step);
    slider.setAttribute("aria-valuetext", times[step] + ", " + filled(words.stepOf, { step: step + 1, steps }));
    byId("time").textContent = times[step];
    moveCursor();
    if (!playing) tell();
  };

  const go = (to) => {
    step = Math.max(0, Math.min(steps - 1, to));
    show();
  };

  let last = 0;
  const tick = (time) => {
    if (!playing) return;
    const each = 1000 / Number(speedSelect.value);
    if (time - last >= each) {
      last = Math.max(last + each, time - each);
      if (step >= steps - 1) return pause();
      go(step + 1);
    }
    requestAnimationFrame(tick);
  };
  const shape = () => {
    playPath.setAttribute("d", playing ? PAUSE : PLAY);
    playPath.setAttribute("stroke-width", playing ? "4" : "2");
    const name = playing ? words.pause : words.play;
    playButton.setAttribute("aria-label", name);
    playButton.title = name;
  };
  const pause = () => {
    playing = false;
    shape();
    tell();
  };
  const play = () => {
    playing = true;
    now.textContent = "\\u00a0";
    if (step >= steps - 1) go(0);
    shape();
    last = performance.now();
    requestAnimationFrame(tick);
  };
  const toggle = () => (playing ? pause() : play());

  if (matchMedia("(prefers-reduced-motion: reduce)").matches) speedSelect.value = "1";
  playButton.addEventListener("click", toggle);
  byId("first").addEventListener("click", () => go(0));
  byId("back").addEventListener("click", () => go(step - 1));
  byId("forward").addEventListener("click", () => go(step + 1));
  byId("last").addEventListener("click", () => go(steps - 1));
  slider.addEventListener("input", () => go(Number(slider.value)));
  unitSelect.addEventListener("change", show);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = event.target.tagName;
    if (on === "SELECT" || (event.key === " " && on === "BUTTON")) return;
    const keys = { " ": toggle, ArrowLeft: () => go(step - 1), ArrowRight: () => go(step + 1), Home: () => go(0), End: () => go(steps - 1) };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  const plot = byId("series");
  const SVG = "http://www.w3.org/2000/svg";
  const add = (tag, attributes, text) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return plot.appendChild(element);
  };
  let geometry;
  let cursor;
  let dots = [];
  const drawSeries = () => {
    if (!plot) return;
    const width = plot.clientWidth;
    const height = plot.clientHeight;
    const all = spec.series.flatMap((series) => series.values.filter((value) => value !== null));
    let low = Infinity;
    let high = -Infinity;
    for (const value of all) { low = Math.min(low, value); high = Math.max(high, value); }
    const [left, right, top, bottom] = [Math.min(70, 14 + 7 * Math.max(seriesNumber(low).length, seriesNumber(high).length)), 10, 10, 24];
    const x = (i) => left + (steps === 1 ? 0.5 : i / (steps - 1)) * (width - left - right);
    const y = (value) => height - bottom - (high === low ? 0.5 : (value - low) / (high - low)) * (height - top - bottom);
    geometry = { x, y, left, right, width, height, top, bottom };
    plot.replaceChildren();
    plot.setAttribute("viewBox", "0 0 " + width + " " + height);
    const label = { "font-size": 12, fill: "var(--muted)" };
    add("line", { x1: left, x2: width - right, y1: height - bottom, y2: height - bottom, stroke: "var(--edge)" });
    add("text", { ...label, x: left - 6, y: y(high) + 4, "text-anchor": "end" }, seriesNumber(high));
    if (low !== high) add("text", { ...label, x: left - 6, y: y(low) + 4, "text-anchor": "end" }, seriesNumber(low));
    add("text", { ...label, x: left, y: height - 6 }, times[0]);
    if (steps > 1) add("text", { ...label, x: width - right, y: height - 6, "text-anchor": "end" }, times[steps - 1]);
    spec.series.forEach((series, s) => {
      let path = "";
      let on = false;
      series.values.forEach((value, i) => {
        if (value !== null) path += (on ? "L" : "M") + x(i).toFixed(1) + " " + y(value).toFixed(1);
        on = value !== null;
      });
      add("path", { d: path, fill: "none", stroke: s % 2 === 0 ? "var(--text)" : "var(--negative)", "stroke-width": 1.6, ...(s % 2 === 0 ? {} : { "stroke-dasharray": "5 3" }) });
    });
    cursor = add("line", { y1: top - 6, y2: height - bottom, stroke: "var(--gate)", "stroke-width": 2, id: "cursor" });
    dots = spec.series.map((_, s) => add("circle", { r: 4, fill: s % 2 === 0 ? "var(--text)" : "var(--negative)", stroke: "var(--background)" }));
    moveCursor();
  };
  const moveCursor = () => {
    if (!cursor) return;
    const at = geometry.x(step).toFixed(1);
    cursor.setAttribute("x1", at);
    cursor.setAttribute("x2", at);
    dots.forEach((dot, s) => {
      const value = spec.series[s].values[step];
      dot.setAttribute("visibility", value === null ? "hidden" : "visible");
      if (value !== null) { dot.setAttribute("cx", at); dot.setAttribute("cy", geometry.y(value).toFixed(1)); }
    });
  };
  if (plot) {
    const point = (event) => {
      const { left, right, width } = geometry;
      const share = (event.clientX - plot.getBoundingClientRect().left - left) / (width - left - right);
      go(Math.round(share * (steps - 1)));
    };
    plot.addEventListener("pointerdown", (event) => { plot.setPointerCapture(event.pointerId); point(event); });
    plot.addEventListener("pointermove", (event) => { if (event.buttons === 1) point(event); });
    new ResizeObserver(drawSeries).observe(plot);
    drawSeries();
  }
  show();
})();
`;
