// The facets: groups of checkboxes with counts. All text is set as text, never as HTML.

const made = new WeakMap();

function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function choice(facet, value, state) {
  const box = element("input", { type: "checkbox", checked: value.chosen, defaultChecked: value.chosen });
  box.dataset.facet = facet.name;
  box.dataset.value = value.value;
  box.addEventListener("change", () => {
    state.pending.push([facet.name, value.value, box.checked]);
    state.send("choose", state.pending);
  });
  const label = element("span", { className: "label", dir: "auto", textContent: value.label });
  const count = element("span", { className: "count", textContent: value.count.toLocaleString("en") });
  const line = element("li", {}, [element("label", {}, [box, label, count])]);
  line.hidden = !value.first && !state.wide.has(facet.name);
  return line;
}

function more(facet, state, lines) {
  const hidden = facet.values.filter((value) => !value.first).length;
  if (!hidden) return [];
  const button = element("button", { type: "button", className: "more" });
  const show = () => {
    const wide = state.wide.has(facet.name);
    button.textContent = wide ? "fewer" : `${(hidden + facet.beyond).toLocaleString("en")} more`;
    button.setAttribute("aria-expanded", wide);
    button.setAttribute("aria-label", `${button.textContent}: ${facet.title}`);
    lines.forEach((line, at) => { line.hidden = !wide && !facet.values[at].first; });
    rest.hidden = !wide || !facet.beyond;
  };
  const rest = element("p", {
    className: "rest",
    textContent: `${facet.beyond.toLocaleString("en")} more have fewer records: search for them by name.`,
  });
  button.addEventListener("click", () => {
    if (!state.wide.delete(facet.name)) state.wide.add(facet.name);
    show();
  });
  show();
  return [rest, button];
}

function group(facet, state) {
  const lines = facet.values.map((value) => choice(facet, value, state));
  const unknown = facet.unknown
    ? [element("p", { className: "rest unknown" }, [
        element("span", { className: "label", textContent: "not known" }),
        element("span", { className: "count", textContent: facet.unknown.toLocaleString("en") }),
      ])]
    : [];
  const note = facet.note ? [element("p", { className: "rest", textContent: facet.note })] : [];
  const title = element("summary", { textContent: facet.title });
  const list = element("ul", {}, lines);
  list.setAttribute("aria-label", facet.title);
  const fold = element("details", { open: !state.shut.has(facet.name) }, [
    title, list, ...more(facet, state, lines), ...unknown, ...note,
  ]);
  fold.addEventListener("toggle", () => {
    if (fold.open) state.shut.delete(facet.name);
    else state.shut.add(facet.name);
  });
  return fold;
}

function focused(root) {
  const active = root.activeElement ?? document.activeElement;
  return active?.dataset?.facet ? [active.dataset.facet, active.dataset.value] : null;
}

export default function ({ data, parentElement, setTriggerValue }) {
  let state = made.get(parentElement);
  if (!state) {
    const wideEnough = window.matchMedia("(min-width: 641px)").matches;
    state = { wide: new Set(), shut: new Set(), root: element("details", { className: "all", open: wideEnough }) };
    made.set(parentElement, state);
    parentElement.append(state.root);
  }
  state.pending = [];
  state.send = setTriggerValue;
  const words = JSON.stringify(data);
  if (state.words === words) {
    for (const box of state.root.querySelectorAll("input")) box.checked = box.defaultChecked;
    return;
  }
  state.words = words;
  const kept = focused(parentElement);
  const chosen = data.facets.reduce((sum, one) => sum + one.values.filter((value) => value.chosen).length, 0);
  const title = element("summary", { className: "title" }, [
    element("span", { textContent: "Narrow down" }),
    element("span", { className: "chosen", textContent: chosen ? `${chosen} chosen` : "" }),
  ]);
  const reset = element("button", { type: "button", className: "reset", textContent: "Reset filters" });
  reset.addEventListener("click", () => state.send("reset", true));
  const groups = data.facets.map((facet) => group(facet, state));
  state.root.replaceChildren(title, ...(data.filtered ? [reset] : []), ...groups);
  if (kept) {
    const same = [...state.root.querySelectorAll("input")].find(
      (box) => box.dataset.facet === kept[0] && box.dataset.value === kept[1],
    );
    same?.focus({ preventScroll: true });
  }
}
