export default function ({ data, setTriggerValue }) {
  // One listener for the window, that of the page last drawn: Streamlit does not end those of earlier pages.
  const ours = window.dsiRecordLinks ??= {};
  if (ours.follow) document.removeEventListener("click", ours.follow);
  ours.follow = event => {
    const link = event.target.closest?.("a[data-record], a[data-field], .ytick");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    let { record, entity, back, field, value } = link.dataset;
    if (record === undefined && field === undefined) { // the label of a line of a chart, which has the addresses of all its lines
      const addresses = link.closest(".js-plotly-plot")?.layout?.meta?.addresses;
      const asked = new URL(addresses?.[link.__data__?.x] ?? "", location.href).searchParams;
      if (!addresses) return;
      [record, entity] = [asked.get("record"), asked.get("entity")?.toLowerCase()];
    }
    event.preventDefault();
    setTriggerValue("followed", { record, entity, back: back !== undefined, field, value });
  };
  document.addEventListener("click", ours.follow);
  if (data?.turn_to && ours.turned !== data.turn) {
    ours.turned = data.turn;
    history.pushState(null, "", data.turn_to);
    dispatchEvent(new PopStateEvent("popstate"));
  }
}
