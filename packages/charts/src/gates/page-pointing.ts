/** The part of a gates page's script that shows values under pointer and keys, and changes the steps of `view`. */
export const PAGE_POINTING = `
  const cross = find("cross");
  const brush = find("brush");

  const unitReading = (panel, row, step) => {
    const own = readingAt(panel, row, step);
    if (own === "") return "";
    const text = "unit " + panel.rowNames[row] + ": " + own;
    const rows = panel.rowNames.length;
    if (rows === 1) return text;
    let [least, greatest, sum] = [Infinity, -Infinity, 0];
    for (let other = 0; other < rows; other++) {
      const value = valueAt(panel, other, step);
      if (value === null) continue;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
      sum += value / rows;
    }
    const say = (value) => number(Number(value.toPrecision(3)), panel.codes.decimals);
    return text + " \\u00b7 all units " + say(least) + " to " + say(greatest) + ", mean " + say(sum);
  };

  const readingOf = (panel, step) => {
    if (panel.isSeries)
      return series.lines.filter((line) => line.values[step] !== null).map((line) => line.name + " " + given(line.values[step])).join(" \\u00b7 ");
    const row = at.rows.get(panel.group);
    if (panel.rowsAre === "units") return unitReading(panel, row, step);
    const own = readingAt(panel, row, step);
    return own === "" ? "" : panel.rowNames[row] + ": " + own;
  };

  /* Values of columns stand beside the line, each in its row. */
  const placeValues = (panel, x) => {
    panel.texts ??= panel.rowNames.map(() => {
      const text = document.createElement("b");
      panel.section.querySelector(".body").appendChild(text);
      return text;
    });
    panel.texts.forEach((text, row) => {
      const value = at.step === null ? "" : readingAt(panel, row, at.step);
      const name = panel.rowNames[row];
      const room = Math.max(x - gutter, width - x) - widthOf(value, 12) - 28;
      text.hidden = value === "";
      text.textContent = widthOf(name, 11) > gutter - 8 ? fitted(name, 12, room) + " " + value : value;
      text.style.top = row * 18 + 1 + "px";
      const toLeft = x > gutter + plotWidth() / 2;
      text.style.left = toLeft ? "auto" : x + 4 + "px";
      text.style.right = toLeft ? width - x + 4 + "px" : "auto";
    });
  };

  const point = () => {
    const { step } = at;
    const isShown = step !== null && step + 0.5 >= view[0] && step + 0.5 <= view[1];
    cross.hidden = !isShown;
    const x = step === null ? 0 : xOf(step + 0.5);
    cross.style.left = x + "px";
    find("time").textContent = step === null ? "" : labels[step];
    for (const panel of panels) {
      if (panel.reading !== null) panel.reading.textContent = step === null ? "" : readingOf(panel, step);
      if (panel.isSeries) continue;
      if (panel.rowsAre === "columns") placeValues(panel, isShown ? x : -1000);
      const mark = panel.section.querySelector(".row-mark");
      const rowHeight = panel.canvas.clientHeight / panel.rowNames.length;
      mark.hidden = step === null || panel.group !== at.group || panel.rowNames.length === 1;
      mark.style.top = at.rows.get(panel.group) * rowHeight + "px";
      mark.style.height = Math.max(3, rowHeight) + "px";
      mark.style.left = gutter + "px";
      mark.style.width = plotWidth() + "px";
    }
    if (find("units").open) unitsTable();
  };

  const unitsTable = () => {
    const root = find("units-table");
    root.replaceChildren();
    const step = at.step ?? ahead - 1;
    for (const group of groups) {
      const own = page.panels.filter((panel) => panel.group === group);
      const table = document.createElement("table");
      table.createCaption().textContent = labels[step] + (own[0].rowsAre === "units" ? ", " + group : ", " + own[0].title);
      const head = table.createTHead().insertRow();
      for (const title of [own[0].rowsAre === "units" ? "unit" : "column", ...own.map((panel) => panel.title)]) {
        const cell = document.createElement("th");
        cell.scope = "col";
        cell.textContent = title;
        head.appendChild(cell);
      }
      const body = table.createTBody();
      own[0].rowNames.forEach((name, row) => {
        const line = body.insertRow();
        const cell = document.createElement("th");
        cell.scope = "row";
        cell.textContent = name;
        line.appendChild(cell);
        for (const panel of own) line.insertCell().textContent = readingAt(panel, row, step);
      });
      root.appendChild(table);
    }
  };
  find("units").addEventListener("toggle", () => find("units").open && unitsTable());

  const tellView = () => {
    const [from, to] = [Math.max(0, Math.floor(view[0])), Math.min(steps, Math.ceil(view[1])) - 1];
    const perPixel = (view[1] - view[0]) / (plotWidth() * (devicePixelRatio || 1));
    const span = to - from + 1 === steps ? "all " + steps + " steps, drag over some to zoom in" : labels[from] + " to " + labels[to] + ", " + (to - from + 1) + " of " + steps + " steps";
    find("view").textContent = span + (perPixel > 1 ? " \\u00b7 a pixel is the mean of about " + perPixel.toFixed(1) + " steps" : "");
  };
  const show = (from, to) => {
    const span = Math.min(steps, Math.max(LEAST_STEPS, to - from));
    const middle = (from + to) / 2;
    const start = Math.min(steps - span, Math.max(0, middle - span / 2));
    view = [start, start + span];
    tellView();
    redraw();
  };
  const zoom = (factor, around) => {
    const anchor = around ?? (at.step !== null && at.step >= view[0] && at.step < view[1] ? at.step + 0.5 : (view[0] + view[1]) / 2);
    const span = Math.min(steps, Math.max(LEAST_STEPS, (view[1] - view[0]) * factor));
    const from = anchor - ((anchor - view[0]) / (view[1] - view[0])) * span;
    show(from, from + span);
  };
  const move = (share) => {
    const span = view[1] - view[0];
    const from = Math.min(steps - span, Math.max(0, view[0] + share * span));
    show(from, from + span);
  };

  const pick = (event) => {
    const box = stage.getBoundingClientRect();
    at.step = Math.min(steps - 1, Math.max(0, Math.floor(stepOf(Math.min(gutter + plotWidth() - 0.01, Math.max(gutter, event.clientX - box.left))))));
    const over = panels.find(({ canvas }) => canvas === event.target);
    if (over !== undefined && !over.isSeries) {
      const rows = over.rowNames.length;
      const y = (event.clientY - over.canvas.getBoundingClientRect().top) / over.canvas.clientHeight;
      at.group = over.group;
      at.rows.set(over.group, Math.min(rows - 1, Math.max(0, Math.floor(y * rows))));
    }
    point();
  };

  let start = null;
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !(event.target instanceof HTMLCanvasElement)) return;
    start = event.clientX;
    stage.setPointerCapture(event.pointerId);
    pick(event);
  });
  stage.addEventListener("pointermove", (event) => {
    if (start === null) {
      if (event.target instanceof HTMLCanvasElement) pick(event);
      return;
    }
    const left = stage.getBoundingClientRect().left;
    const [a, b] = [start - left, event.clientX - left].map((x) => Math.min(gutter + plotWidth(), Math.max(gutter, x))).sort((p, q) => p - q);
    brush.hidden = b - a < 5;
    brush.style.left = a + "px";
    brush.style.width = b - a + "px";
    pick(event);
  });
  stage.addEventListener("pointerup", (event) => {
    if (start !== null && !brush.hidden) {
      const left = Number.parseFloat(brush.style.left);
      show(stepOf(left), stepOf(left + Number.parseFloat(brush.style.width)));
    }
    start = null;
    brush.hidden = true;
  });
  stage.addEventListener("pointercancel", () => {
    start = null;
    brush.hidden = true;
  });
  stage.addEventListener("pointerleave", () => {
    if (start !== null || document.activeElement === stage) return;
    at.step = null;
    point();
  });
  stage.addEventListener("dblclick", () => show(0, steps));
  stage.addEventListener("wheel", (event) => {
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoom(Math.min(2, Math.max(0.5, 1.002 ** event.deltaY)), stepOf(event.clientX - stage.getBoundingClientRect().left));
    } else if (isSideways || event.shiftKey) {
      event.preventDefault();
      move((isSideways ? event.deltaX : event.deltaY) / plotWidth());
    }
  }, { passive: false });

  const say = () => {
    const step = at.step;
    const parts = panels.filter((panel) => panel.isSeries || panel.group === at.group).map((panel) => {
      const reading = readingOf(panel, step);
      return reading === "" ? "" : panel.isSeries ? reading : panel.title + ", " + reading;
    });
    find("said").textContent = labels[step] + ". " + parts.filter((part) => part !== "").join(". ");
  };
  const goTo = (step) => {
    at.step = Math.min(steps - 1, Math.max(0, step));
    const span = view[1] - view[0];
    if (at.step < view[0]) show(at.step, at.step + span);
    else if (at.step + 1 > view[1]) show(at.step + 1 - span, at.step + 1);
  };
  const rowBy = (by) => {
    const rows = page.panels.find((panel) => panel.group === at.group).rowNames.length;
    at.rows.set(at.group, Math.min(rows - 1, Math.max(0, at.rows.get(at.group) + by)));
  };
  const groupBy = (by) => (at.group = groups[Math.min(groups.length - 1, Math.max(0, groups.indexOf(at.group) + by))]);
  const middle = () => Math.floor((view[0] + view[1]) / 2);
  const keys = {
    ArrowLeft: (event) => (event.shiftKey ? move(-0.25) : goTo((at.step ?? middle() + 1) - 1)),
    ArrowRight: (event) => (event.shiftKey ? move(0.25) : goTo((at.step ?? middle() - 1) + 1)),
    ArrowUp: () => rowBy(-1),
    ArrowDown: () => rowBy(1),
    PageUp: () => groupBy(-1),
    PageDown: () => groupBy(1),
    Home: () => goTo(0),
    End: () => goTo(steps - 1),
    "+": () => zoom(0.5),
    "=": () => zoom(0.5),
    "-": () => zoom(2),
    0: () => show(0, steps),
    Escape: () => show(0, steps),
  };
  stage.addEventListener("keydown", (event) => {
    if (event.target !== stage || event.ctrlKey || event.metaKey || event.altKey || groups.length === 0) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key](event);
    at.step ??= middle();
    point();
    say();
  });

  const actions = { in: () => zoom(0.5), out: () => zoom(2), back: () => move(-0.5), on: () => move(0.5), all: () => show(0, steps) };
  for (const button of document.querySelectorAll("button[data-do]")) button.addEventListener("click", actions[button.dataset.do]);

  const fit = () => {
    width = stage.clientWidth;
    const range = seenRange();
    const ticks = range === null ? [] : [number(range[0], 2), number(range[1], 2)].map((text) => widthOf(text, 11));
    const names = page.panels.flatMap((panel) => panel.rowNames.map((name) => widthOf(name, 11)));
    const widest = [...names, ...ticks].reduce((most, one) => Math.max(most, one), 0);
    gutter = Math.ceil(Math.min(Math.max(36, widest + 10), 0.24 * width, 200));
    for (const panel of panels) {
      if (!panel.isSeries) panel.canvas.style.height = bodyHeight(panel) + "px";
      panel.section.querySelector(".body").style.height = panel.canvas.clientHeight + "px";
    }
    stage.style.setProperty("--gutter", gutter + "px");
    tellView();
    redraw();
  };
  for (const panel of panels) watcher.observe(panel.canvas);
  dark.addEventListener("change", redraw);
  new ResizeObserver(fit).observe(stage);
  fit();
`;
