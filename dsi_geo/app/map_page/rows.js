// The list beside the map: names whole, each a button that shows its record here and on the map. All text is set as text.

const made = new WeakMap();

function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function row({ id, name, about }, choose) {
  const button = element("button", { type: "button", className: "name", textContent: name, dir: "auto" });
  button.dataset.record = id;
  button.addEventListener("click", () => choose(id));
  return element("li", {}, [button, element("span", { className: "about", textContent: about, dir: "auto" })]);
}

export default function ({ data, parentElement, setTriggerValue }) {
  let state = made.get(parentElement);
  if (!state) {
    state = { list: element("ol") };
    made.set(parentElement, state);
    parentElement.append(state.list);
  }
  state.choose = (id) => setTriggerValue("chosen", id);
  const words = JSON.stringify([data.caption, data.records]);
  if (state.words !== words) state.list.replaceChildren(...data.records.map((one) => row(one, (id) => state.choose(id))));
  state.words = words;
  state.list.ariaLabel = data.caption;
  for (const button of state.list.querySelectorAll(".name")) {
    button.ariaCurrent = button.dataset.record === data.chosen ? "true" : null;
  }
}
