/** The part of a gates page's script that draws its panels and their axis, over the steps of `view`. */
export const PAGE_DRAWING = `
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

  /* Panels out of sight are drawn when there is time, or when they come into it. */
  let isAsked = false;
  const redraw = () => {
    for (const panel of panels) panel.isStale = true;
    refresh();
  };
  const drawStale = (isDue) => {
    for (const panel of panels)
      if (panel.isStale && isDue(panel)) {
        panel.isStale = false;
        draw(panel);
      }
  };
  let rest = 0;
  const refresh = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      drawStale((panel) => panel.isSeen);
      clearTimeout(rest);
      rest = setTimeout(() => drawStale(() => true), 200);
      drawAxis();
      point();
    });
  };
  addEventListener("beforeprint", () => drawStale(() => true));
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) panels.find(({ canvas }) => canvas === target).isSeen = isIntersecting;
    refresh();
  }, { rootMargin: "200px" });
`;
