import { describe, expect, test } from "vitest";
import { gatesChart } from "./gates-chart.ts";
import { madeInspection } from "./made-inspection.test.data.ts";

const small = madeInspection({ steps: 30, units: 3 });

describe("gatesChart", () => {
  test("says in its pictures what every panel is, with a legend of its colours", () => {
    const svg = gatesChart(small).toSVG();
    for (const text of ["0 closed", "1 open", ">contributions<", ">last window<", ">inputs<", ">z<", ">h<"])
      expect(svg).toContain(text);
    expect(svg).toContain("gate · mean 0.25 · 13 % below 0.05 · 50 % above 0.95");
    expect(svg).toContain("an input&#39;s effect halves in 4.25 steps · hardly varies: unit 1");
    expect(svg).toContain("gate z is nearly always open.");
    expect(svg).toContain("forecast from 2020-01-31");
    expect(svg).toContain(">price, next step<");
    expect(svg.match(/<image /g)).toHaveLength(5);
  });

  test("gives the same bytes for the same inspection", async () => {
    const [a, b] = [gatesChart(small), gatesChart(JSON.parse(JSON.stringify(small)))];
    expect(a.toSVG()).toBe(b.toSVG());
    expect(await a.toHTML()).toBe(await b.toHTML());
  });

  test("is drawn as PNG in the size asked for", async () => {
    const png = Buffer.from(await gatesChart(small).toPNG({ width: 400, theme: "dark", scale: 2 }));
    expect(png.readUInt32BE(16)).toBe(800);
  });

  test("asks the network for nothing, and keeps texts of data texts", async () => {
    const hostile = `</script><script>alert(1)</script><img src=x onerror="alert(2)"><!--`;
    const page = await gatesChart(
      madeInspection({
        steps: 8,
        units: 2,
        columns: [hostile, "b"],
        changes: { title: hostile, target: hostile, notices: [hostile], warnings: [] },
      }),
    ).toHTML();
    expect(page).not.toMatch(/\b(src|href)=(?!x)|@import|url\(|https?:/i);
    expect(page).not.toContain("<img");
    expect(page).not.toContain("<!--");
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).toContain(`content="default-src 'none';`);
  });

  test("holds what is not of units as a table", async () => {
    const page = await gatesChart(small).toHTML();
    expect(page).toContain(
      `<th scope="col">contributions: sales</th><th scope="col">contributions: price, next step</th>`,
    );
    expect(page).toContain(`<tr><th scope="row">2020-01-03</th><td>102</td><td>101.5</td><td></td><td>−0.5</td>`);
  });

  test("stays near 5 MB with 200 units of six values over 2,000 steps", async () => {
    const watched = { i: "gate", f: "gate", o: "gate", g: "candidate", c: "state", h: "state" } as const;
    const columns = ["sales", "price", "holiday", "weather"];
    const large = madeInspection({ steps: 2000, units: 200, watched, columns });
    const page = await gatesChart(large).toHTML();
    expect(page.length).toBeLessThan(5_000_000);
    expect(page).toContain("rounded to about three digits");
    expect(gatesChart(large).toSVG().length).toBeLessThan(2_000_000);
  });

  test("keeps the last steps on a page that would be larger still, and says so", async () => {
    const watched = { a: "gate", b: "gate", c: "gate", d: "gate", e: "gate", f: "gate", g: "gate" } as const;
    const page = await gatesChart(madeInspection({ steps: 2000, units: 200, watched })).toHTML();
    expect(page).toMatch(/last 17\d\d of 2000 steps/);
    expect(page.length).toBeLessThan(5_000_000);
  });

  test("draws only the last steps when told to", () => {
    const svg = gatesChart(small, { last: 5, title: "The end" }).toSVG();
    expect(svg).toContain("The end");
    expect(svg).toContain("Steps from 2020-01-26 to 2020-02-01");
  });

  test("puts the end of a window under the last step, though it begins before the first", async () => {
    const times = ["2019-12-31", "2020-01-01", "2020-01-02"];
    const latest = { times, columns: [{ column: "sales", values: [7, 8, 9] }] };
    const page = await gatesChart(
      madeInspection({ steps: 2, units: 1, columns: ["sales"], changes: { latest } }),
    ).toHTML();
    const cells = (time: string) =>
      new RegExp(`<th scope="row">${time}</th>(.*)</tr>`)
        .exec(page)![1]!
        .split("</td>")
        .map((cell) => cell.replace("<td>", ""));
    const head = [...page.matchAll(/<th scope="col">([^<]*)/g)].map((match) => match[1]);
    const place = head.indexOf("last window: sales") - 1;
    expect([cells("2020-01-01")[place], cells("2020-01-02")[place]]).toEqual(["8", "9"]);
  });

  test("draws one step of one unit, and times that are no calendar's", () => {
    expect(gatesChart(madeInspection({ steps: 1, units: 1 })).toSVG()).toContain("gru, 1 unit");
    const odd = madeInspection({ steps: 40, units: 2 });
    const times = odd.times.map((_, i) => `step ${i}`);
    const svg = gatesChart({ ...odd, times, ahead: { times: ["step 40"], values: [1] } }).toSVG();
    expect(svg).toContain(">step 30<");
  });

  test.each([
    [{ times: [] }, /\[E_SHAPE\] gatesChart, times/],
    [{ actual: [1, 2] }, /\[E_SHAPE\] gatesChart, actual: expected 30 steps/],
  ])("refuses values out of step: %o", (changes, message) => {
    expect(() => gatesChart({ ...small, ...changes })).toThrow(message);
  });

  test("refuses what it cannot do", async () => {
    expect(() => gatesChart(small, { last: 0 })).toThrow(/\[E_ARGUMENT\] gatesChart, last/);
    expect(() => gatesChart(small).toSVG({ height: 200 })).toThrow(
      /\[E_ARGUMENT\] chart, height: expected at least \d+/,
    );
    await expect(gatesChart(small).toHTML({ engine: "x" })).rejects.toThrow(/\[E_ARGUMENT\].*the page draws by itself/);
  });
});
