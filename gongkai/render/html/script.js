
"use strict";
// Without this script the page is whole; it adds sorting, filtering and printing of one unit.
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const said = document.querySelector("#said");
  const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;

  // Sorting: a button in each heading that may be sorted by; aria-sort tells how it is sorted.
  const value = (row, index, sort) => {
    const cell = row.cells[index];
    if (sort === "first") return Number(row.dataset.first);
    const given = cell.dataset.value ?? cell.textContent;
    return sort === "number" ? parseFloat(given) || 0 : given;
  };
  const sortBy = (table, head) => {
    const sort = head.dataset.sort;
    const before = head.getAttribute("aria-sort");
    const firstly = sort === "number" && head.textContent !== "名次" ? "descending" : "ascending";
    const now = before === "none" ? firstly : before === "ascending" ? "descending" : "ascending";
    all("th[aria-sort]", table).forEach((other) => other.setAttribute("aria-sort", "none"));
    head.setAttribute("aria-sort", now);
    const sign = now === "ascending" ? 1 : -1;
    const body = table.tBodies[0];
    const order = (a, b) => {
      const [x, y] = [value(a, head.cellIndex, sort), value(b, head.cellIndex, sort)];
      return sign * (sort === "text" ? compare(x, y) : x - y) || a.dataset.first - b.dataset.first;
    };
    body.append(...[...body.rows].sort(order));
    said.textContent = `已按${head.textContent}${now === "ascending" ? "升序" : "降序"}排列`;
  };
  for (const table of all("table.sortable")) {
    [...table.tBodies[0].rows].forEach((row, index) => { row.dataset.first = index; });
    for (const head of all("th[data-sort]", table)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sortBy(table, head));
      head.replaceChildren(button);
      head.setAttribute("aria-sort", "none");
    }
  }

  // Filtering: whatever stands for a unit is shown or hidden, all over the page.
  const form = document.querySelector("#filter");
  const pages = all(".unit");
  const late = new Set(pages.filter((page) => page.dataset.late).map((page) => page.dataset.unit));
  const kinds = new Map(pages.map((page) => [page.dataset.unit, page.dataset.kind]));
  const filter = () => {
    const words = form.elements.words.value.trim().toLowerCase();
    const kind = form.elements.kind.value;
    const fits = (unit) => (!words || unit.toLowerCase().includes(words))
      && (!kind || kinds.get(unit) === kind) && (!form.elements.late.checked || late.has(unit));
    all("[data-unit]").forEach((each) => { each.hidden = !fits(each.dataset.unit); });
    all("[data-units]").forEach((each) => { each.hidden = !each.dataset.units.split("|").some(fits); });
    all(".index > div").forEach((each) => { each.hidden = !each.querySelector("li:not([hidden])"); });
    const shown = pages.filter((page) => !page.hidden).length;
    form.elements.shown.value = shown === pages.length ? `共 ${shown} 个单位` : `${shown} / ${pages.length} 个单位`;
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();

  // A link to a unit that is filtered away shows everything again.
  const unhide = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.hidden) {
      form.reset();
      setTimeout(() => target.scrollIntoView());
    }
  };
  addEventListener("hashchange", unhide);

  // Printing: one unit alone by its button; otherwise everything, the timeline unfolded.
  for (const button of all(".print")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const page = button.closest(".unit");
      document.body.classList.add("print-one");
      page.classList.add("printed");
      all("details", page).forEach((each) => { each.open = true; });
      print();
      page.classList.remove("printed");
      document.body.classList.remove("print-one");
    });
  }
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("#timeline details:not([open])");
    folded.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((each) => { each.open = false; }));
})();
