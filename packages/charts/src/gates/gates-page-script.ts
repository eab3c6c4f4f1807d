/**
 * The script of a gates page. It reads the JSON beside it (see `gates-page.ts`) and draws every panel on a canvas of its own,
 * all over the same part of the time axis.
 *
 * Every text from data reaches the page as a text node or through a canvas, never as markup.
 */
export const GATES_PAGE_SCRIPT = `
(() => {
  const page = JSON.parse(document.getElementById("spec").textContent);
  const { steps, ahead, labels, ladder } = page;
  const LEAST_STEPS = Math.min(6, steps);
  const NONE = 255;
  const find = (id) => document.getElementById(id);
  const stage = find("stage");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => (page.theme === "auto" ? (dark.matches ? "dark" : "light") : page.theme);
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const family = getComputedStyle(document.body).fontFamily;

  const digitOf = new Uint8Array(128);
  [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach((letter, digit) => (digitOf[letter.charCodeAt(0)] = digit));

  /* Codes are kept for reading, levels of colours for drawing. */
  const decode = (panel) => {
    const { text, packing, first, step } = panel.codes;
    const count = panel.rowNames.length * steps;
    const codes = new Uint32Array(count);
    const levels = new Uint8Array(count);
    let pack = 0;
    for (let i = 0, at = 0; i < count; i++) {
      if (i % packing.values === 0) {
        pack = 0;
        for (let digit = 0; digit < packing.digits; digit++) pack = 64 * pack + digitOf[text.charCodeAt(at++)];
      }
      const code = pack % packing.base;
      pack = (pack - code) / packing.base;
      codes[i] = code;
      const share = ((first + code - 1) * step - panel.low) / (panel.high - panel.low);
      levels[i] = code === 0 ? NONE : Math.min(254, Math.round(255 * Math.min(1, Math.max(0, share))));
    }
    panel.codes.text = "";
    Object.assign(panel, { values: codes, levels });
  };

  const plain = (text) => text.replace(/^-/, "\\u2212").replace(/^(\\u2212?\\d+)/, (whole) => whole.replace(/\\B(?=(\\d{3})+$)/g, ","));
  const number = (value, decimals) => {
    const text = value.toFixed(Math.min(decimals, 20));
    if (decimals > 8 && Math.abs(value) < 1e-4 && value !== 0) return plain(value.toPrecision(4));
    return plain(text.includes(".") ? text.replace(/\\.?0+$/, "") : text).replace(/^\\u22120$/, "0");
  };
  const valueAt = (panel, row, step) => {
    const code = panel.values[row * steps + step];
    return code === 0 ? null : (panel.codes.first + code - 1) * panel.codes.step;
  };
  const readingAt = (panel, row, step) => {
    const value = valueAt(panel, row, step);
    return value === null ? "" : number(value, panel.codes.decimals);
  };
  const given = (value) => (value === null ? "" : number(value, Math.max(0, Math.min(20, 6 - Math.floor(Math.log10(Math.abs(value) || 1))))));

  const sections = [...stage.querySelectorAll("section")];
  const series = { lines: page.lines, section: sections[0], isSeries: true };
  const panels = [series, ...page.panels.map((panel, index) => Object.assign(panel, { section: sections[index + 1] }))];
  for (const panel of panels) {
    panel.canvas = panel.section.querySelector("canvas");
    panel.reading = panel.section.querySelector(".reading");
    panel.isSeen = false;
    if (!panel.isSeries) decode(panel);
  }
  const axis = find("axis");
  const groups = [...new Set(page.panels.map((panel) => panel.group))];

  let view = [0, steps];
  let gutter = 60;
  let width = 0;
  const at = { step: null, group: groups[0], rows: new Map(groups.map((group) => [group, 0])) };

  const pen = document.createElement("canvas").getContext("2d");
  const widthOf = (text, size) => {
    pen.font = size + "px " + family;
    return pen.measureText(text).width;
  };
  const fitted = (text, size, room) => {
    if (widthOf(text, size) <= room) return text;
    let kept = text.length - 1;
    const short = () => text.slice(0, Math.ceil(kept * 0.6)) + "\\u2026" + (kept > 2 ? text.slice(-Math.floor(kept * 0.4)) : "");
    while (kept > 1 && widthOf(short(), size) > room) kept--;
    return short();
  };

  const plotWidth = () => Math.max(10, width - gutter - 8);
  const xOf = (step) => gutter + ((step - view[0]) / (view[1] - view[0])) * plotWidth();
  const stepOf = (x) => view[0] + ((x - gutter) / plotWidth()) * (view[1] - view[0]);

  const prepared = (canvas) => {
    const ratio = devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, canvas.clientHeight);
    canvas.dataset.from = view[0];
    canvas.dataset.to = view[1];
    return context;
  };

  const shade = (context, height) => {
    const from = Math.max(gutter, xOf(ahead));
    const to = xOf(steps);
    if (ahead >= steps || from >= gutter + plotWidth()) return;
    context.fillStyle = color("ahead");
    context.fillRect(from, 0, Math.min(to, gutter + plotWidth()) - from, height);
    if (xOf(ahead) < gutter) return;
    context.strokeStyle = color("mark");
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(from, 0);
    context.lineTo(from, height);
    context.stroke();
    context.setLineDash([]);
  };

  const rampOf = new Map();
  const ramp = (name) => {
    const key = name + theme();
    if (!rampOf.has(key)) {
      const stops = page.ramps[name][theme()].map((stop) => [1, 3, 5].map((i) => parseInt(stop.slice(i, i + 2), 16)));
      const words = new Uint32Array(256);
      const bytes = new Uint8ClampedArray(words.buffer);
      for (let level = 0; level < 255; level++) {
        const place = (level / 254) * (stops.length - 1);
        const below = Math.min(Math.floor(place), stops.length - 2);
        for (let i = 0; i < 3; i++) bytes[4 * level + i] = stops[below][i] + (place - below) * (stops[below + 1][i] - stops[below][i]);
        bytes[4 * level + 3] = 255;
      }
      rampOf.set(key, words);
    }
    return rampOf.get(key);
  };

  const sheet = document.createElement("canvas");
  /* One pixel for each step and row, or the mean of those that share a pixel of the screen. */
  const drawHeat = (panel, context, height) => {
    const ratio = devicePixelRatio || 1;
    const rows = panel.rowNames.length;
    const [first, last] = [Math.max(0, Math.floor(view[0])), Math.min(steps, Math.ceil(view[1]))];
    const pixels = Math.round(plotWidth() * ratio);
    const isDense = last - first > pixels;
    const columns = isDense ? pixels : last - first;
    const lines = Math.min(rows, Math.max(1, Math.round(height * ratio)));
    Object.assign(sheet, { width: columns, height: lines });
    const own = sheet.getContext("2d");
    const image = own.createImageData(columns, lines);
    const words = new Uint32Array(image.data.buffer);
    const colors = ramp(panel.ramp);
    const { levels } = panel;
    for (let y = 0; y < lines; y++) {
      const [top, bottom] = [Math.floor((y * rows) / lines), Math.floor(((y + 1) * rows) / lines)];
      for (let x = 0; x < columns; x++) {
        const from = isDense ? Math.floor(view[0] + (x * (view[1] - view[0])) / columns) : first + x;
        const to = isDense ? Math.max(from + 1, Math.floor(view[0] + ((x + 1) * (view[1] - view[0])) / columns)) : from + 1;
        let sum = 0;
        let count = 0;
        for (let row = top; row < bottom; row++)
          for (let step = from; step < to; step++) {
            const level = levels[row * steps + step];
            if (level === NONE || level === undefined) continue;
            sum += level;
            count++;
          }
        if (count > 0) words[y * columns + x] = colors[Math.round(sum / count)];
      }
    }
    own.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    const [offset, span] = isDense ? [0, columns] : [view[0] - first, view[1] - view[0]];
    context.drawImage(sheet, offset, 0, span, lines, gutter, 0, plotWidth(), height);
  };

  const drawNames = (panel, context, height) => {
    const rows = panel.rowNames.length;
    const rowHeight = height / rows;
    const size = Math.min(11, Math.max(9, rowHeight));
    const every = Math.ceil((size + 2) / rowHeight);
    context.fillStyle = color("muted");
    context.textAlign = "right";
    context.textBaseline = "middle";
    panel.rowNames.forEach((name, row) => {
      if (row % every !== Math.floor(every / 2)) return;
      const text = fitted(name, size, gutter - 8);
      context.font = size + "px " + family;
      context.fillText(text, gutter - 6, (row + 0.5) * rowHeight + 0.5);
    });
  };

  const roundStep = (span, count) => {
    const exponent = Math.floor(Math.log10(span / count));
    const fraction = span / count / 10 ** exponent;
    const [times, digits] = fraction < 1.2 ? [1, 0] : fraction < 2.1 ? [2, 0] : fraction < 3 ? [2.5, 1] : fraction < 6 ? [5, 0] : [10, -1];
    return { interval: Number(times + "e" + exponent), decimals: Math.max(0, digits - exponent) };
  };
  const seenRange = () => {
    let low = Infinity;
    let high = -Infinity;
    for (const line of series.lines)
      for (let step = Math.max(0, Math.floor(view[0])); step < Math.min(steps, view[1]); step++) {
        const value = line.values[step];
        if (value === null) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    if (low > high) return null;
    if (high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high)) || high === low) {
      const around = Math.abs(low) * 0.1 || 1;
      return [low - around, high + around];
    }
    return [low, high];
  };
  const drawSeries = (context, height) => {
    shade(context, height);
    const range = seenRange();
    if (range === null) return;
    const { interval, decimals } = roundStep(range[1] - range[0], Math.max(2, Math.round(height / 45)));
    const bottom = Math.floor(range[0] / interval + 1e-9);
    const top = Math.ceil(range[1] / interval - 1e-9);
    const yOf = (value) => height - 6 - ((value / interval - bottom) / Math.max(1, top - bottom)) * (height - 12);
    context.font = "11px " + family;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.lineWidth = 1;
    for (let tick = bottom; tick <= top; tick++) {
      const y = Math.round(yOf(tick * interval)) + 0.5;
      context.strokeStyle = color("rule");
      context.beginPath();
      context.moveTo(gutter, y);
      context.lineTo(gutter + plotWidth(), y);
      context.stroke();
      context.fillStyle = color("muted");
      context.fillText(fitted(number(tick * interval, decimals), 11, gutter - 8), gutter - 6, y);
    }
    context.save();
    context.beginPath();
    context.rect(gutter, 0, plotWidth(), height);
    context.clip();
    context.lineJoin = "round";
    const few = (view[1] - view[0]) / plotWidth() < 0.06;
    for (const line of series.lines) {
      context.strokeStyle = context.fillStyle = color(line.tone);
      context.lineWidth = view[1] - view[0] > 600 ? line.width * 0.6 : line.width;
      context.setLineDash(line.dash);
      context.beginPath();
      const dots = [];
      let isDown = false;
      for (let step = Math.max(0, Math.floor(view[0]) - 1); step < Math.min(steps, Math.ceil(view[1]) + 1); step++) {
        const value = line.values[step];
        if (value === null) {
          isDown = false;
          continue;
        }
        const [x, y] = [xOf(step + 0.5), yOf(value)];
        if (isDown) context.lineTo(x, y);
        else context.moveTo(x, y);
        if (few || (!isDown && (line.values[step + 1] ?? null) === null)) dots.push([x, y]);
        isDown = true;
      }
      context.stroke();
      context.setLineDash([]);
      for (const [x, y] of dots) {
        context.beginPath();
        context.arc(x, y, line.width / 2 + 1.5, 0, 7);
        context.fill();
      }
    }
    context.restore();
  };

  const drawAxis = () => {
    const context = prepared(axis);
    const seen = ladder.map((level) => ({ level, at: level.positions.filter((step) => step >= view[0] && step <= view[1]) }));
    const { level, at: ticks } = seen.findLast(({ level, at }) => at.length > 0 && at.length * level.room <= plotWidth()) || seen.find(({ at }) => at.length > 0) || { at: [] };
    context.strokeStyle = color("edge");
    context.beginPath();
    context.moveTo(gutter, 0.5);
    context.lineTo(gutter + plotWidth(), 0.5);
    for (const step of ticks) {
      const x = Math.round(xOf(step)) + 0.5;
      context.moveTo(x, 0);
      context.lineTo(x, 5);
    }
    context.stroke();
    context.fillStyle = color("muted");
    context.font = "12px " + family;
    context.textAlign = "center";
    context.textBaseline = "top";
    let before = "";
    let end = 0;
    for (const step of ticks) {
      const index = level.positions.indexOf(step);
      const half = widthOf(level.labels[index], 12) / 2;
      const x = Math.min(width - half - 1, Math.max(half + 1, xOf(step)));
      if (x - half < end) continue;
      end = x + half + 6;
      context.fillText(level.labels[index], x, 8);
      const year = level.contexts[index];
      if (year !== before) context.fillText(year, x, 22);
      before = year;
    }
  };

  const bodyHeight = (panel) => {
    const rows = panel.rowNames.length;
    if (panel.rowsAre === "columns") return rows * 18;
    return Math.min(Math.max(200, Math.min(400, rows)), Math.max(rows * 8, Math.min(3, rows) * 20));
  };

  const draw = (panel) => {
    const height = panel.canvas.clientHeight;
    const context = prepared(panel.canvas);
    if (panel.isSeries) return drawSeries(context, height);
    shade(context, height);
    drawHeat(panel, context, height);
    drawNames(panel, context, height);
    context.strokeStyle = color("rule");
    context.strokeRect(gutter + 0.5, 0.5, plotWidth() - 1, height - 1);
  };

  /* Panels out of sight are drawn when they come into it. */
  let isAsked = false;
  const redraw = () => {
    for (const panel of panels) panel.isStale = true;
    refresh();
  };
  const refresh = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      for (const panel of panels)
        if (panel.isStale && panel.isSeen) {
          panel.isStale = false;
          draw(panel);
        }
      drawAxis();
      point();
    });
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) panels.find(({ canvas }) => canvas === target).isSeen = isIntersecting;
    refresh();
  }, { rootMargin: "200px" });

  const cross = find("cross");
  const brush = find("brush");
  const rowMarks = new Map();
  const offsetOf = (panel) => panel.canvas.getBoundingClientRect().top - stage.getBoundingClientRect().top;

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
      text.hidden = value === "";
      text.textContent = widthOf(name, 11) > gutter - 8 ? name + " " + value : value;
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
    const span = to - from + 1 === steps ? "all " + steps + " steps" : labels[from] + " to " + labels[to] + ", " + (to - from + 1) + " of " + steps + " steps";
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
})();
`;
