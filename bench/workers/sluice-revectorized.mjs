// Sluice as a program uses it that opts in to the revectorizer: this import comes before anything else.
import { revectorized } from "@sluice/core/revectorize";

if (!revectorized) {
  console.error("Error: --revectorize needs Node 24 or later on an x64 processor");
  process.exit(1);
}
await import("./sluice.mjs");
