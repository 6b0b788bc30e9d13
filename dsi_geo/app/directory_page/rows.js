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
  const bar = pager(data, (number) => setTriggerValue("turn", number));
  made.set(parentElement, { table, bar, page: data.page });
  if (before) {
    before.table.replaceWith(table);
    before.bar.replaceWith(bar);
  } else {
    parentElement.append(table, bar);
  }
  if (before && before.page !== data.page) {
    table.scrollIntoView({ block: "start" });
    table.querySelector("a.name")?.focus({ preventScroll: true });
  }
}
