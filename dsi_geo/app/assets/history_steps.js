export default function ({ data }) {
  // Streamlit replaces the address when a widget that is bound to it changes. Where a visitor has changed what is
  // selected, the address before is kept, so that the browser's Back leads to it.
  const ours = window.dsiSteps ??= {};
  ours.names = data.names;
  if (ours.push) return;
  const { history } = window;
  ours.push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  // A step of the visitor's follows a press of a key or a pointer, and is one step, whatever the server makes of the
  // address afterwards; what it makes of one that Back leads to is none.
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { ours.acted = true; }, true);
  addEventListener("popstate", () => { ours.acted = false; }, true);
  const chosen = address => JSON.stringify(ours.names.map(name => address.searchParams.getAll(name)));
  history.pushState = (...step) => {
    ours.acted = false;
    ours.push(...step);
  };
  history.replaceState = (state, unused, address) => {
    const [before, after] = [new URL(location.href), new URL(address ?? location.href, location.href)];
    const isStep = ours.acted && before.pathname === after.pathname && chosen(before) !== chosen(after);
    (isStep ? history.pushState : replace)(state, unused, address);
  };
}
