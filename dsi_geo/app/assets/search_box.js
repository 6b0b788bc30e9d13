// A combobox as WAI-ARIA describes it: what is typed goes to the server, which answers with what there is to choose.
const PAUSE_MS = 120;

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement;
  const input = root.querySelector("input");
  const list = root.querySelector("ul");
  const note = root.querySelector("p");
  const state = (root.dsiSearch ??= { active: -1, timer: 0, token: "" });

  const options = () => [...list.querySelectorAll("[role=option]")];

  const mark = (at) => {
    const all = options();
    state.active = all.length ? (at + all.length) % all.length : -1;
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === state.active)));
    if (state.active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[state.active].id);
      all[state.active].scrollIntoView({ block: "nearest" });
    }
  };

  const close = () => {
    list.hidden = true;
    note.hidden = true;
    input.setAttribute("aria-expanded", "false");
    state.active = -1;
  };

  const choose = (number) => {
    setTriggerValue("chosen", `${data.token}:${number}`);
    close();
    input.value = "";
    setStateValue("typed", "");
  };

  const draw = () => {
    const typed = input.value.trim();
    const current = data.answers === typed;
    list.replaceChildren(
      ...(current ? data.offered : []).map((one, number) => {
        const option = document.createElement("li");
        option.id = `dsi-option-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const label = document.createElement("span");
        label.textContent = one.label;
        label.dir = "auto";
        const detail = document.createElement("small");
        detail.textContent = one.detail;
        option.append(label, detail);
        option.onpointerdown = (event) => event.preventDefault();
        option.onclick = () => choose(number);
        return option;
      }),
    );
    note.textContent = typed && current ? data.note : "";
    note.hidden = !note.textContent;
    const open = Boolean(typed) && current && data.offered.length > 0 && document.activeElement !== null;
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    state.active = -1;
  };

  input.oninput = () => {
    window.clearTimeout(state.timer);
    if (!input.value.trim()) close();
    state.timer = window.setTimeout(() => setStateValue("typed", input.value.trim()), PAUSE_MS);
  };
  input.onkeydown = (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      mark(state.active < 0 && event.key === "ArrowUp" ? -1 : state.active + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter" && data.answers === input.value.trim() && options().length) {
      choose(Math.max(state.active, 0));
      event.preventDefault();
    } else if (event.key === "Escape") {
      close();
    }
  };
  input.onblur = () => window.setTimeout(close, 150);
  input.onfocus = draw;
  if (state.token !== data.token) {
    state.token = data.token;
    draw();
  }
}
