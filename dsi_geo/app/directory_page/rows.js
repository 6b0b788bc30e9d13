// The list: a table on a wide screen, rows of two or three lines on a phone. All text is set as text, never as HTML.

const made = new WeakMap();

function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function withRole(name, role, properties = {}, children = []) {
  const made = element(name, properties, children);
  made.setAttribute("role", role);  // which a table loses that is laid out otherwise
  return made;
}

function address(record) {
  const url = new URL(window.location.href);
  url.searchParams.set("record", record);
  return url.href;
}

function nameOf(record, open) {
  const link = element("a", { className: "name", href: address(record.id), textContent: record.name, dir: "auto" });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    open(record.id);
  });
  const about = element("span", { className: "about", textContent: record.about, dir: "auto", title: record.about });
  return withRole("th", "rowheader", { scope: "row" }, record.about ? [link, about] : [link]);
}

function cell(value, heading) {
  const label = element("span", { className: "heading", textContent: `${heading}: ` });
  const text = value.link
    ? element("a", { href: value.link, textContent: value.text, target: "_blank", rel: "noopener noreferrer" })
    : element("bdi", { textContent: value.text || "—" });
  return withRole("td", "cell", { className: value.text ? "" : "empty" }, [label, text]);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const open = (record) => setTriggerValue("open", record);
  const headings = data.headings.map((text) => withRole("th", "columnheader", { scope: "col", textContent: text }));
  const rows = data.records.map((record) =>
    withRole("tr", "row", {}, [
      nameOf(record, open),
      ...record.cells.map((value, at) => cell(value, data.headings[at + 1])),
    ]),
  );
  const table = withRole("table", "table", {}, [
    element("caption", { textContent: data.caption }),
    withRole("thead", "rowgroup", {}, [withRole("tr", "row", {}, headings)]),
    withRole("tbody", "rowgroup", {}, rows),
  ]);
  const before = made.get(parentElement);
  made.set(parentElement, { table, page: data.page });
  if (before) before.table.replaceWith(table);
  else parentElement.append(table);
  if (before && before.page !== data.page) table.scrollIntoView({ block: "start" });
}
