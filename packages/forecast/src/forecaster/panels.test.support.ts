import { fileURLToPath } from "node:url";
import { type PanelOptions, panel } from "../panel/build-panel.ts";
import type { Panel } from "../panel/panel.ts";
import { readTable } from "../table/read-table.ts";
import type { Table } from "../table/table.ts";

export const airline = async (): Promise<Panel> =>
  panel(await readTable(fileURLToPath(new URL("../../../../samples/air_passengers.csv", import.meta.url))));

export const table = (text: string, name = "sales.csv"): Promise<Table> => readTable({ name, text });

export const day = (t: number): string => new Date(Date.UTC(2020, 0, 1 + t)).toISOString().slice(0, 10);

/** One series of days. */
export async function daily(values: readonly number[], options: PanelOptions = {}): Promise<Panel> {
  const lines = values.map((value, t) => `${day(t)},${Number.isNaN(value) ? "" : value}`);
  return panel(await table(["date,y", ...lines].join("\n")), options);
}

/** What `shops` sells on a day: a week's season, and half of it at a high price. */
export const sold = (shop: number, t: number, price: number): number =>
  (shop + 1) * (40 + 10 * (t % 7)) * (price > 1 ? 0.5 : 1);

/** Now and then, without a rhythm, the price is high. */
export const priceOf = (t: number): number => ((t * 7919) % 11 < 3 ? 2 : 1);

const NAMES = ["north", "south", "west"];

/** Shops whose sales fall by half when the price is high. */
export async function shops({ count = 2, days = 120 } = {}): Promise<Panel> {
  const lines = NAMES.slice(0, count).flatMap((name, s) =>
    Array.from({ length: days }, (_, t) => `${name},${day(t)},${sold(s, t, priceOf(t))},${priceOf(t)},${s}`),
  );
  const read = await table(["shop,date,sold,price,size", ...lines].join("\n"));
  return panel(read, { id: "shop", target: "sold", known: ["price"], static: ["size"] });
}

/** The days after `shops`, at one price. */
export const nextDays = ({ count = 2, days = 120, horizon = 7, price = 1 } = {}): Promise<Table> => {
  const lines = NAMES.slice(0, count).flatMap((name) =>
    Array.from({ length: horizon }, (_, k) => `${name},${day(days + k)},${price}`),
  );
  return table(["shop,date,price", ...lines].join("\n"), "next.csv");
};
