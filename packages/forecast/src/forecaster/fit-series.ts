import { type ChooseOptions, chooseRecipes } from "./choose-recipes.ts";
import { effectsMultiply } from "./known-effects.ts";
import { type SeriesData, SeriesView, unitOf } from "./series-view.ts";

/** Origins that the anchor's error is measured from. */
const ORIGINS = 200;

/** Finds a series' recipes and the size of their errors. */
export function fitSeries(data: SeriesData, options: Omit<ChooseOptions, "onlyLog">): SeriesView {
  const unit = unitOf(data.target);
  const values = data.target.map((value) => value / unit);
  const onlyLog = effectsMultiply({ values, known: data.known, season: options.season });
  const recipes = chooseRecipes(values, { ...options, onlyLog });
  const view = new SeriesView(data, { recipes, scale: 1 });
  const error = anchorError(view, options);
  return new SeriesView(data, { recipes, scale: error > 0 ? error : 1 });
}

function anchorError(view: SeriesView, { horizon, season }: Pick<ChooseOptions, "horizon" | "season">): number {
  const last = view.length - horizon;
  const first = Math.min(last, Math.max(1, season > 1 ? season + 1 : 3));
  const stride = Math.max(1, Math.floor((last - first + 1) / ORIGINS));
  let sum = 0;
  let points = 0;
  for (let origin = last; origin >= first; origin -= stride) {
    const anchor = view.anchor(origin, horizon);
    for (let k = 0; k < horizon; k++) sum += Math.abs(view.z[origin + k]! - anchor[k]!);
    points += horizon;
  }
  return sum / points;
}
