// The list beside the map: names whole, which lead to their records, and beside each a button that shows it on the map.
// All text is set as text.

const made = new WeakMap();

function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function row({ id, name, about, href }, send) {
  const link = element("a", { className: "name", textContent: name, dir: "auto", href });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    send("open", id);
  });
  const show = element("button", { type: "button", className: "show", title: "Show here and on the map", textContent: "⌖" });
  show.ariaLabel = `Show ${name} here and on the map`;
  show.dataset.record = id;
  show.addEventListener("click", () => send("chosen", id));
  const words = element("div", {}, [link, element("span", { className: "about", textContent: about, dir: "auto" })]);
  return element("li", {}, [words, show]);
}

export default function ({ data, parentElement, setTriggerValue }) {
  let state = made.get(parentElement);
  if (!state) {
    state = { list: element("ol") };
    made.set(parentElement, state);
    parentElement.append(state.list);
  }
  state.send = setTriggerValue;
  const words = JSON.stringify([data.caption, data.records]);
  if (state.words !== words) state.list.replaceChildren(...data.records.map((one) => row(one, (...told) => state.send(...told))));
  state.words = words;
  state.list.ariaLabel = data.caption;
  for (const button of state.list.querySelectorAll(".show")) {
    button.ariaPressed = button.dataset.record === data.chosen ? "true" : "false";
  }
}
