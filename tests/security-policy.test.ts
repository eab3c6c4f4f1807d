import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, startChromium } from "./browser/chromium.mjs";
import { serve } from "./browser/serve.mjs";

const chromium = findChromium();

const script = `
  import { adam, gru, linear, mse, recurrent, sequential, train } from "/core/index.js";
  const zeros = (...shape) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)) });
  const trained = async (options, engine) => {
    const net = sequential([recurrent(gru, { hidden: 4 }), linear(1)], engine);
    const all = { loss: mse, optimizer: adam(), epochs: 3, batch: 64, seed: 1, ...options };
    try {
      let epochs = 0;
      for await (const _ of train(net, { x: zeros(64, 5, 2), y: zeros(64, 1) }, all)) epochs++;
      return epochs + " epochs";
    } catch (error) {
      return error.code + " " + error.message;
    }
  };
  const result = {
    alone: await trained({}),
    threads: await trained({ threads: 2 }),
    reference: await trained({}, { backend: "reference" }),
  };
  await fetch("/answer", { method: "POST", body: JSON.stringify(result) });
`;

describe.skipIf(chromium === undefined)("a page in Chromium whose Content-Security-Policy", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium(chromium!);
  });
  afterAll(() => browser?.close());

  async function under(policy: string) {
    let answer = (_: string) => {};
    const answered = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const site = await serve({
      answer,
      pages: { "/": '<!doctype html><script type="module" src="/page.js"></script>', "/page.js": script },
      headers: { "content-security-policy": policy },
    });
    try {
      const page = await browser.newPage();
      await page.goto(site.url);
      return JSON.parse(await answered);
    } finally {
      site.close();
    }
  }

  test("allows WebAssembly and workers trains, with threads too", async () => {
    expect(await under("script-src 'self' 'wasm-unsafe-eval'")).toEqual({
      alone: "3 epochs",
      threads: "3 epochs",
      reference: "3 epochs",
    });
  });

  test("does not allow WebAssembly gets E_BACKEND that says what to allow, and the reference backend", async () => {
    const refused = expect.stringMatching(
      /^E_BACKEND \[E_BACKEND\] wasm backend: expected an engine that compiles WebAssembly with SIMD, got .*Content Security Policy.* a page whose security policy allows 'wasm-unsafe-eval'.*$/,
    );
    expect(await under("script-src 'self'")).toEqual({ alone: refused, threads: refused, reference: "3 epochs" });
  });

  test("does not allow workers gets E_BACKEND with threads, and trains without", async () => {
    expect(await under("script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'")).toEqual({
      alone: "3 epochs",
      threads: expect.stringMatching(
        /^E_BACKEND \[E_BACKEND\] thread 2: expected a worker that starts, got .*\. Try threads: 1, or a page whose security policy allows workers of its own origin \(worker-src\)\.$/,
      ),
      reference: "3 epochs",
    });
  });
});
