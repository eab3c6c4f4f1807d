import { PAGE_DRAWING } from "./page-drawing.ts";
import { PAGE_POINTING } from "./page-pointing.ts";
import { PAGE_VALUES } from "./page-values.ts";

/**
 * The script of a gates page. It reads the JSON beside it (see `gates-page.ts`) and draws every panel on a canvas of its own,
 * all over the same part of the time axis.
 *
 * Every text from data reaches the page as a text node or through a canvas, never as markup.
 */
export const GATES_PAGE_SCRIPT = `(() => {${PAGE_VALUES}${PAGE_DRAWING}${PAGE_POINTING}})();`;
