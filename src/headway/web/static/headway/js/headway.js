// What pages do beyond plain HTML. Everything here makes something faster; nothing needs it.
import { startCharts } from "./charts.js";
import { startFinders } from "./finder.js";
import { startForms } from "./forms.js";
import { startMenus } from "./menus.js";
import { startPalette } from "./palette.js";
import { startRows } from "./rows.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toasts.js";
import { startTree } from "./tree.js";

for (const start of [startMenus, startPalette, startRows, startFinders, startForms, startTree, startCharts, startTheme, startToasts]) start(document);
