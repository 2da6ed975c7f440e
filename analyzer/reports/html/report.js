"use strict";
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const pageTests = JSON.parse(document.getElementById("tests").textContent);

(() => {
  const table = document.querySelector("#processes table");
  const rows = [...table.tBodies[0].rows];
  // "0-2,7" is 0, 1, 2 and 7.
  const numbersOf = (ranges) => ranges.split(",").filter(Boolean).flatMap((range) => {
    const [first, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  const testsOf = new Map(rows.map((row) => [row, new Set(numbersOf(row.dataset.tests || ""))]));

  // Search and filters.
  const search = make("input", { type: "search", placeholder: "search processes", ariaLabel: "search processes" });
  const tests = pageTests.names.map((name, index) => [name, index]).sort(([one], [other]) => (one < other ? -1 : 1));
  const testChoice = make("select", { ariaLabel: "test" }, make("option", { value: "", textContent: "any test" }));
  tests.forEach(([name, index]) => testChoice.append(make("option", { value: index, textContent: name })));
  const verdicts = ["critical", "leak", "suspect", "clean", "insufficient"].filter((verdict) =>
    rows.some((row) => row.dataset.verdict === verdict));
  const boxes = verdicts.map((verdict) => make("input", { type: "checkbox", checked: true, value: verdict }));
  const shownCount = make("span", { className: "hint", role: "status" });

  const filter = () => {
    const words = search.value.toLowerCase();
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    for (const row of rows) {
      const text = (row.textContent + " " + row.cells[1].title).toLowerCase();
      const test = testChoice.value;
      row.hidden = !text.includes(words) || !wanted.has(row.dataset.verdict) ||
        (test !== "" && !testsOf.get(row).has(Number(test)));
      shown += row.hidden ? 0 : 1;
    }
    shownCount.textContent = `${shown} of ${rows.length} shown`;
  };
  const tools = make("div", { className: "tools" }, search);
  if (tests.length > 0) tools.append(testChoice);
  boxes.forEach((box) => tools.append(make("label", {}, box, " " + box.value)));
  tools.append(shownCount);
  document.querySelector("#processes .wide").before(tools);
  tools.addEventListener("input", filter);
  filter();

  // Sorting.
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
    const text = cell.textContent.trim();
    return text !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
  };
  const compare = (one, other) => {
    if (one === "" || other === "") return (one === "") - (other === "") || 0;
    return typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other));
  };
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = make("button", { type: "button", textContent: head.textContent });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const order = head.ariaSort === "descending" ? "ascending" : "descending";
      [...table.tHead.rows[0].cells].forEach((other) => other.removeAttribute("aria-sort"));
      head.ariaSort = order;
      const sign = order === "ascending" ? 1 : -1;
      rows.sort((one, other) => sign * compare(valueOf(one, column), valueOf(other, column)));
      table.tBodies[0].append(...rows);
    });
  });
})();
