/**
 * The script of a chart's page. It reads the JSON beside it (see `html.ts`), draws with ECharts, and follows theme, size and zoom.
 *
 * Every text from data reaches the page as a text node or through ECharts' canvas, never as markup.
 */
export const PAGE_SCRIPT = `
(() => {
  const spec = JSON.parse(document.getElementById("spec").textContent);
  const box = document.getElementById("chart");
  const rows = document.querySelector("tbody").rows;
  const rowOf = new Map(spec.positions.map((position, index) => [position, index]));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const hidden = new Set();
  const chart = echarts.init(box, null, { locale: "EN" });

  const raised = (exponent) => String(exponent).replace(/[-\\d]/g, (c) => (c === "-" ? "\\u207b" : "\\u2070\\u00b9\\u00b2\\u00b3\\u2074\\u2075\\u2076\\u2077\\u2078\\u2079"[c]));
  const number = (value) => {
    const size = Math.abs(value);
    const sign = value < 0 ? "\\u2212" : "";
    if (size < 1e12 && (size >= 1e-4 || size === 0)) return sign + size.toLocaleString("en-US", { maximumFractionDigits: 12 });
    const [mantissa, exponent] = Number(size.toPrecision(7)).toExponential().split("e");
    return sign + mantissa + "\\u00d710" + raised(Number(exponent));
  };

  const add = (parent, tag, text) => {
    const child = document.createElement(tag);
    if (text !== undefined) child.textContent = text;
    return parent.appendChild(child);
  };

  const tip = (points) => {
    const row = rows[rowOf.get(points[0].value[0])];
    if (row === undefined) return "";
    const root = document.createElement("div");
    root.className = "tip";
    add(root, "strong", spec.prefix + row.cells[0].textContent);
    for (const entry of spec.entries) {
      const texts = entry.cells.map((cell) => row.cells[cell].textContent);
      if (hidden.has(entry.series) || texts[0] === "") continue;
      root.appendChild(entry.button.firstElementChild.cloneNode(true));
      add(root, "span", entry.name);
      add(root, "b", texts.join(" \\u2013 "));
    }
    return root;
  };

  const theme = () => (spec.theme === "auto" ? (dark.matches ? "dark" : "light") : spec.theme);

  const marks = () => {
    let free = -Infinity;
    const data = spec.marks.map((mark) => {
      const x = chart.convertToPixel({ xAxisIndex: 0 }, mark.position);
      const width = mark.label.length * 6.8;
      const fits = x + width <= box.clientWidth - 8;
      const start = fits ? x : x - width;
      const show = start >= free;
      if (show) free = start + width;
      return { xAxis: mark.position, label: { show, align: fits ? "left" : "right", formatter: () => mark.label } };
    });
    chart.setOption({ series: [{ id: "marks", markLine: { data } }] });
  };

  const paint = () => {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue("--" + name).trim();
    chart.setOption(spec.themes[theme()]);
    chart.setOption({
      tooltip: { backgroundColor: color("background"), borderColor: color("edge"), textStyle: { color: color("text") } },
      series: [{ id: "marks", markLine: { label: { position: "end", distance: 6, color: color("muted"), textBorderWidth: 0 } } }],
    });
    if (spec.marks.length > 0) marks();
  };

  const fit = () => {
    chart.resize();
    chart.setOption({ xAxis: { splitNumber: Math.max(2, Math.round(box.clientWidth / spec.labelRoom)) } });
    if (spec.marks.length > 0) marks();
  };

  const buttons = document.querySelectorAll("#legend button");
  spec.entries.forEach((entry, index) => {
    entry.button = buttons[index];
    entry.name = entry.button.textContent.trim();
    entry.button.addEventListener("click", () => {
      if (!hidden.delete(entry.series)) hidden.add(entry.series);
      entry.button.setAttribute("aria-pressed", String(!hidden.has(entry.series)));
      chart.dispatchAction({ type: "legendToggleSelect", name: entry.series });
    });
  });

  chart.setOption(spec.option);
  chart.setOption({
    tooltip: { trigger: "axis", confine: true, formatter: tip, axisPointer: { type: "line", animation: false }, transitionDuration: 0 },
    yAxis: { axisLabel: { formatter: number } },
  });
  paint();
  fit();
  dark.addEventListener("change", paint);
  new ResizeObserver(fit).observe(box);
  chart.on("datazoom", () => spec.marks.length > 0 && marks());
})();
`;
