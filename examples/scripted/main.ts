/**
 * A recurrent network as notes write it, a loop over steps that prints what it carries, beside the same network as one
 * compiled program over the whole sequence. Both give the same bits.
 *
 *     npm run example -- scripted
 */
import { scripted, scriptModel, spread, wave } from "./script.ts";

const STEPS = 100;
const EVERY = 10;

const net = scriptModel({ hidden: 16, seed: 1 });
const x = wave(STEPS);
console.log(`${scripted}\n`);

// The whole sequence at once: y, and what the equations call h, [1, T, H].
const whole = net.predict({ x: [x] });
const { h } = net.watch({ x: [x] }, ["h"]);
const hidden = h.shape[2]!;

console.log("        one step at a time            the whole sequence, watched");
console.log(`step  ${"       y   mean h    var h      ".repeat(2).trimEnd()}`);
const line = (y: number, units: ArrayLike<number>) => {
  const { mean, variance } = spread(units);
  return [y, mean, variance].map((value) => value.toFixed(5).padStart(9)).join("");
};
let different = 0;
for (let t = 1; t <= STEPS; t++) {
  const step = net.step({ x: x[t - 1]! });
  const [y, units] = [whole.y.data[t - 1]!, h.data.subarray((t - 1) * hidden, t * hidden)];
  if (step.y.data[0] !== y) different++;
  step.h.data.forEach((value, unit) => {
    if (value !== units[unit]) different++;
  });
  if (t % EVERY === 0) console.log(`${`${t}`.padStart(4)} ${line(step.y.data[0]!, step.h.data)}    ${line(y, units)}`);
}
console.log(`\n${STEPS * (hidden + 1)} numbers compared, ${different} of them different in any bit`);

const long = wave(20_000);
const microseconds = (run: () => void) => {
  run();
  const started = performance.now();
  run();
  return ((performance.now() - started) * 1000) / long.length;
};
const stepwise = microseconds(() => {
  for (const one of long) net.step({ x: one });
});
const atOnce = microseconds(() => net.predict({ x: [long] }));
console.log(`${stepwise.toFixed(2)} µs a step one at a time, ${atOnce.toFixed(2)} µs a step at once`);
