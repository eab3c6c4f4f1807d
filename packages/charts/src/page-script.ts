/**
 * The script of a chart's page. It reads the JSON beside it (see `page-spec.ts`), draws with ECharts, and follows theme, size and zoom.
 *
 * Every text from data reaches the page as a text node or through ECharts' canvas, never as markup.
 */
export const PAGE_SCRIPT = `
(() => {
  const page = JSON.parse(document.getElementById("spec").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => (page.theme === "auto" ? (dark.matches ? "dark" : "light") : page.theme);
  const pen = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const widthOf = (text) => {
    pen.font = "12px " + family;
    return pen.measureText(text).width;
  };

  const raised = (exponent) => String(exponent).replace(/[-\\d]/g, (c) => (c === "-" ? "\\u207b" : "\\u2070\\u00b9\\u00b2\\u00b3\\u2074\\u2075\\u2076\\u2077\\u2078\\u2079"[c]));
  const number = (value, powers) => {
    const size = Math.abs(value);
    const sign = value < 0 ? "\\u2212" : "";
    if (Number.isSafeInteger(size) && Number(size.toPrecision(7)) !== size) return sign + size.toLocaleString("en-US");
    if (size < (powers ? 1e4 : 1e12) && (size >= (powers ? 1e-3 : 1e-4) || size === 0)) return sign + Number(size.toPrecision(12)).toLocaleString("en-US", { maximumFractionDigits: 12 });
    const [mantissa, exponent] = Number(size.toPrecision(7)).toExponential().split("e");
    return sign + (mantissa === "1" ? "" : mantissa + "\\u00d7") + "10" + raised(Number(exponent));
  };

  const add = (parent, tag, text) => {
    const child = document.createElement(tag);
    if (text !== undefined) child.textContent = text;
    return parent.appendChild(child);
  };

  const draw = (section, spec) => {
    const box = section.querySelector(".drawing");
    const table = section.querySelector("tbody").rows;
    const rowOf = new Map(spec.positions.map((position, index) => [position, index]));
    const hidden = new Set();
    const chart = echarts.init(box, null, { locale: "EN" });

    const tip = (points) => {
      const row = table[rowOf.get(points[0].value[0])];
      if (row === undefined) return "";
      const root = document.createElement("div");
      root.className = "tip";
      add(root, "strong", spec.prefix + row.cells[0].textContent);
      for (const entry of spec.entries) {
        const texts = entry.cells.map((cell) => row.cells[cell].textContent);
        if (hidden.has(entry) || texts[0] === "") continue;
        const around = entry.around.map((cell) => row.cells[cell].textContent).join(" \\u2013 ");
        root.appendChild(entry.button.firstElementChild.cloneNode(true));
        add(root, "span", entry.name);
        add(root, "b", texts.join(" \\u2013 ") + (around === "" || around === " \\u2013 " ? "" : " (" + around + ")"));
      }
      return root;
    };

    const view = () => {
      const zoom = chart.getModel().getComponent("dataZoom", 0);
      return zoom === undefined ? [spec.positions[0], spec.positions.at(-1)] : zoom.getValueRange();
    };

    const ticks = () => {
      const [from, to] = view();
      const seen = spec.ladder.map((level) => ({ level, at: level.positions.filter((position) => position >= from && position <= to) }));
      const fitting = seen.findLast(({ level, at }) => at.length * level.room <= box.clientWidth - 60) || seen[0];
      if (fitting === undefined) return { splitNumber: Math.max(2, Math.round(box.clientWidth / 90)) };
      const texts = new Map();
      let before = "";
      for (const position of fitting.at) {
        const index = fitting.level.positions.indexOf(position);
        const context = fitting.level.contexts[index];
        texts.set(position, fitting.level.labels[index] + (context === before ? "" : "\\n" + context));
        before = context;
      }
      return { axisTick: { customValues: fitting.at }, axisLabel: { customValues: fitting.at, formatter: (value) => texts.get(value) || "" } };
    };

    const marks = () => {
      const rows = [];
      const right = box.clientWidth - 8;
      const data = spec.marks.map((mark, index) => {
        const line = chart.convertToPixel({ xAxisIndex: 0 }, mark.position);
        const width = widthOf(mark.label);
        const [after, before] = [line + 2, line - 2 - width];
        const inside = (start) => start >= 0 && start + width <= right;
        const sides = (index === spec.marks.length - 1 ? [after, before] : [before, after]).filter(inside);
        if (sides.length === 0) sides.push(Math.min(Math.max(before, 0), right - width));
        let start;
        let row = -1;
        while (start === undefined) {
          const taken = rows[++row] ?? (rows[row] = []);
          start = sides.find((side) => taken.every(([from, to]) => side + width + 8 < from || side > to + 8));
          if (start !== undefined) taken.push([start, start + width]);
        }
        return { xAxis: mark.position, label: { align: "left", offset: [start - line, 0], distance: 9 + 17 * row, formatter: () => mark.label } };
      });
      chart.setOption({ grid: { top: 18 + 17 * rows.length }, series: [{ id: "marks", markLine: { data } }] });
    };

    const paint = () => {
      const style = getComputedStyle(document.documentElement);
      const color = (name) => style.getPropertyValue("--" + name).trim();
      chart.setOption(spec.themes[theme()]);
      chart.setOption({
        tooltip: { backgroundColor: color("background"), borderColor: color("edge"), textStyle: { color: color("text") } },
        series: [{ id: "marks", markLine: { label: { show: true, position: "end", color: color("muted"), textBorderWidth: 0 } } }],
      });
      if (spec.marks.length > 0) marks();
    };

    const fit = () => {
      chart.resize();
      chart.setOption({ xAxis: ticks() });
      if (spec.marks.length > 0) marks();
    };

    const buttons = section.querySelectorAll(".legend button");
    spec.entries.forEach((entry, index) => {
      entry.button = buttons[index];
      entry.name = entry.button.textContent.trim();
      entry.button.addEventListener("click", () => {
        if (!hidden.delete(entry)) hidden.add(entry);
        entry.button.setAttribute("aria-pressed", String(!hidden.has(entry)));
        for (const name of entry.series) chart.dispatchAction({ type: "legendToggleSelect", name });
      });
    });

    chart.setOption(spec.option);
    chart.setOption({
      tooltip: { trigger: "axis", confine: true, formatter: tip, axisPointer: { type: "line", animation: false }, transitionDuration: 0 },
      yAxis: { axisLabel: { formatter: (value) => number(value, spec.powers) } },
    });
    paint();
    fit();
    dark.addEventListener("change", paint);
    new ResizeObserver(fit).observe(box);
    chart.on("datazoom", () => {
      chart.setOption({ xAxis: ticks() });
      if (spec.marks.length > 0) marks();
    });
  };

  const sections = document.querySelectorAll("section");
  page.plots.forEach((spec, index) => draw(sections[index], spec));
})();
`;
