/** The part of a gates page's script that reads its values, and says where on the screen a step is. */
export const PAGE_VALUES = `
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
`;
