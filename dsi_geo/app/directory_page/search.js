// A field that searches while one types: what is typed is sent when the keys rest for a moment.

const REST_MS = 300;
const made = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let state = made.get(parentElement);
  if (!state) {
    const field = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off", spellcheck: false });
    const count = Object.assign(document.createElement("output"), { className: "count" });
    state = { field, count, timer: 0, sent: null };
    made.set(parentElement, state);
    const send = () => {
      clearTimeout(state.timer);
      if (field.value === state.sent) return;
      state.sent = field.value;
      state.send("search", field.value);
    };
    field.addEventListener("input", () => {
      clearTimeout(state.timer);
      state.timer = setTimeout(send, REST_MS);
    });
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") send(); });
    field.addEventListener("search", send);
    parentElement.append(field, count);
  }
  state.send = setTriggerValue;
  state.field.ariaLabel = data.label;
  state.field.placeholder = data.placeholder;
  state.count.textContent = data.found;
  const active = (parentElement.activeElement ?? document.activeElement) === state.field;
  // What is being typed stands; the sidebar's search, another database or a reset change it otherwise.
  if (!active || data.text === state.sent) state.sent = data.text;
  if (!active) state.field.value = data.text;
}
