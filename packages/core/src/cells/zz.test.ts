import { test } from "vitest";
import { cells, cellWiring } from "../index.ts";

test("x", () => {
  for (const c of cells) {
    const w = cellWiring(c);
    console.log(
      c.name,
      "\n" +
        w.nodes
          .map(
            (n) =>
              `${n.id}${n.kind === "operator" ? ` ${n.label} ${n.exact}` : n.kind === "value" ? ` ${n.role} ${n.activation}` : ""}`,
          )
          .join("; "),
      "\n" + w.wires.map((e) => `${e.from} -> ${e.to}${e.mark ? " " + e.mark : ""} ${e.weights}`).join("\n"),
    );
  }
});
