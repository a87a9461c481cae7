// What pages do beyond plain HTML. Everything here makes something faster; nothing needs it.
import { startPalette } from "./palette.js";
import { startRows } from "./rows.js";
import { startMenus } from "./menus.js";
import { startForms } from "./forms.js";
import { startCheckins } from "./checkin.js";
import { startTree } from "./tree.js";

startMenus(document);
startPalette(document);
startRows(document);
startForms(document);
startCheckins(document);
startTree(document);
