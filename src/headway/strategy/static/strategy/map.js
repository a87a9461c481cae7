// Draw an arrow on the picture of the strategy map: drag from one goal to another, or press A on a goal, go to another
// and press Enter. Either opens the form with both goals chosen, which works without any of this. Save the map as PNG.
const SVG = "http://www.w3.org/2000/svg";
const NEAR = 6; // pixels that a hand may tremble while it opens a goal

function startDrawing(box) {
  const map = box.querySelector("svg.map");
  const status = box.querySelector("[data-status]");
  const goals = [...map.querySelectorAll("[data-goal]")];
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("class", "e e-unt drawing");
  let from = null; // the goal an arrow begins at
  let began = null; // where the hand began: {x, y, moved}

  const say = (text) => (status.textContent = text);
  const title = (goal) => goal.querySelector("title").textContent.replace(/: [^:]*$/, "");

  function begin(goal) {
    end();
    from = goal;
    goal.classList.add("from");
    say(box.dataset.begun.replace("{goal}", title(goal)));
  }

  function end(text = "") {
    from?.classList.remove("from");
    from = null;
    line.remove();
    say(text);
  }

  function lead(goal) {
    const address = new URL(location.href);
    address.searchParams.set("cause_id", from.dataset.goal);
    address.searchParams.set("effect_id", goal.dataset.goal);
    address.hash = "draw-form";
    location.assign(address);
  }

  const place = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
  const under = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-goal]");

  map.addEventListener("dragstart", (event) => event.preventDefault());
  map.addEventListener("pointerdown", (event) => {
    const goal = event.target.closest("[data-goal]");
    if (!goal || event.button || event.pointerType === "touch") return;
    began = { goal, x: event.clientX, y: event.clientY, moved: false };
  });
  addEventListener("pointermove", (event) => {
    if (!began) return;
    if (!began.moved && Math.hypot(event.clientX - began.x, event.clientY - began.y) < NEAR) return;
    if (!began.moved) {
      began.moved = true;
      begin(began.goal);
      map.append(line);
    }
    const frame = began.goal.querySelector("rect").getBBox();
    const at = place(event);
    line.setAttribute("d", `M${frame.x + frame.width / 2} ${frame.y}L${at.x} ${at.y}`);
  });
  addEventListener("pointerup", (event) => {
    const was = began;
    began = null;
    if (!was?.moved) return;
    addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    setTimeout(() => dispatchEvent(new Event("headway:drawn")));
    const goal = under(event);
    if (goal && goal !== from) lead(goal);
    else end();
  });

  map.addEventListener("keydown", (event) => {
    const goal = event.target.closest("[data-goal]");
    if (!goal || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === "a" && !from) begin(goal); // also with caps lock
    else if (event.key === "Enter" && from && goal !== from) lead(goal);
    else if (event.key === "Escape" && from) end(box.dataset.ended);
    else return move(event, goal);
    event.preventDefault();
  });

  // Arrow keys go to the nearest goal in that direction.
  function move(event, goal) {
    const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!way) return;
    const middle = (one) => {
      const frame = one.querySelector("rect").getBBox();
      return [frame.x + frame.width / 2, frame.y + frame.height / 2];
    };
    const [x, y] = middle(goal);
    let best = null;
    for (const one of goals) {
      const [dx, dy] = [middle(one)[0] - x, middle(one)[1] - y];
      const along = dx * way[0] + dy * way[1];
      const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (along > 1 && (!best || along + 4 * aside < best.far)) best = { one, far: along + 4 * aside };
    }
    if (best) {
      event.preventDefault();
      best.one.focus();
    }
  }
}

// The picture as the server draws it for a file, painted twice as large.
function savePicture(link) {
  link.hidden = false;
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    const text = await (await fetch(link.href)).text();
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`; // as the policy of contents allows
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const saved = document.createElement("a");
    saved.download = link.download;
    saved.href = canvas.toDataURL("image/png");
    saved.click();
  });
}

document.querySelectorAll("[data-draw]").forEach(startDrawing);
document.querySelectorAll("[data-png]").forEach(savePicture);
