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
  url.pathname = url.pathname.replace(/[^/]*$/, "record");
  url.searchParams.delete("list_page");
  url.searchParams.set("record", record);
  return url.href;
}

function nameOf(record, open) {
  const link = element("a", { className: "name", textContent: record.name, dir: "auto" });
  link.dataset.record = record.id;
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

const AROUND = 2;  // page numbers shown on either side of the present one

function pager(data, turn) {
  const button = (text, number, label) => {
    const made = element("button", { type: "button", textContent: text, disabled: number < 1 || number > data.pages });
    made.ariaLabel = label;
    if (number === data.page && text === number.toLocaleString("en")) made.setAttribute("aria-current", "page");
    made.addEventListener("click", () => turn(number));
    return made;
  };
  const numbers = [];
  for (let number = 1; number <= data.pages; number++) {
    const near = Math.abs(number - data.page) <= AROUND;
    if (number === 1 || number === data.pages || near) numbers.push(number);
    else number = number < data.page ? data.page - AROUND - 1 : data.pages - 1;
  }
  const parts = numbers.flatMap((number, at) => {
    const gap = at && number - numbers[at - 1] > 1 ? [element("span", { textContent: "…" })] : [];
    const words = number.toLocaleString("en");
    return [...gap, button(words, number, `Page ${words}`)];
  });
  const bar = element("nav", { className: "pager", hidden: data.pages < 2 }, [
    button("‹ Back", data.page - 1, "Page before"), ...parts, button("Next ›", data.page + 1, "Next page"),
  ]);
  bar.ariaLabel = "Pages of the list";
  return bar;
}

function leadOn(table) {
  for (const link of table.querySelectorAll("a.name")) link.href = address(link.dataset.record);
}

function draw(state, data) {
  const headings = data.headings.map((text) => withRole("th", "columnheader", { scope: "col", textContent: text }));
  const rows = data.records.map((record) =>
    withRole("tr", "row", {}, [
      nameOf(record, (id) => state.send("open", id)),
      ...record.cells.map((value, at) => cell(value, data.headings[at + 1])),
    ]),
  );
  state.table = withRole("table", "table", {}, [
    element("caption", { textContent: data.caption }),
    withRole("thead", "rowgroup", {}, [withRole("tr", "row", {}, headings)]),
    withRole("tbody", "rowgroup", {}, rows),
  ]);
  state.root.replaceChildren(state.table, pager(data, (number) => state.send("turn", number)));
}

export default function ({ data, parentElement, setTriggerValue }) {
  let state = made.get(parentElement);
  if (!state) {
    state = { root: element("div"), page: data.page };
    made.set(parentElement, state);
    parentElement.append(state.root);
  }
  state.send = setTriggerValue;
  const words = JSON.stringify(data);
  if (state.words !== words) draw(state, data);  // otherwise all stays as it is, and the keys where they are
  leadOn(state.table);
  if (state.page !== data.page) {
    state.table.scrollIntoView({ block: "start" });
    state.table.querySelector("a.name")?.focus({ preventScroll: true });
  }
  Object.assign(state, { words, page: data.page });
}
