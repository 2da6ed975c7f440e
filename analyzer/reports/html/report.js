"use strict";
const pageTests = JSON.parse(document.getElementById("tests")?.textContent ?? '{"names":[],"schedules":[]}');

// What a link leads to is unfolded.
(() => {
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();
})();

// How fast the findings grow, in the unit that somebody chooses; all unfolded or none.
(() => {
  const section = document.getElementById("findings");
  const rates = [...document.querySelectorAll("[data-rate]")], rows = [...section.querySelectorAll(".row")];
  if (rows.length === 0) return;
  const own = rates.map((rate) => rate.textContent);
  const choice = make("select", { ariaLabel: "unit of the rates" }, make("option", { value: "", textContent: "rate in its own unit" }));
  [["s", 1, "a second"], ["min", 60, "a minute"], ["h", 3600, "an hour"], ["d", 86400, "a day"]].forEach(([name, seconds, text]) =>
    choice.append(make("option", { value: `${seconds} ${name}`, textContent: `rate ${text}` })));
  choice.addEventListener("input", () => {
    const [seconds, name] = choice.value.split(" ");
    rates.forEach((rate, i) => {
      const bytes = Number(rate.dataset.rate) * Number(seconds);
      rate.textContent = choice.value === "" ? own[i] : `${bytes > 0 ? "+" : ""}${sizeOf(bytes)}/${name}`;
    });
  });
  const isAnyFolded = () => rows.some((row) => !row.open);
  const all = make("button", { type: "button" });
  const name = () => { all.textContent = isAnyFolded() ? "unfold all" : "fold all"; };
  all.addEventListener("click", () => {
    const opens = isAnyFolded();
    section.querySelectorAll("details").forEach((each) => { each.open = opens; });
    name();
  });
  name();
  const tools = make("div", { className: "tools" });
  if (rates.length > 0) tools.append(choice);
  tools.append(all);
  section.querySelector("h2").append(tools);
})();

// A box of a picture of stacks, and what it called, takes the whole width when it is chosen; its callers lead back.
document.querySelectorAll(".flames svg").forEach((svg) => {
  const width = svg.viewBox.baseVal.width, characterWidth = 6.6;
  const boxes = [...svg.querySelectorAll("g")].map((group) => ({
    group, begin: Number(group.dataset.b), share: Number(group.dataset.s), depth: Number(group.dataset.d), name: group.dataset.n,
    rect: group.querySelector("rect"), text: group.querySelector("text") }));
  const zoom = (chosen) => boxes.forEach((box) => {
    const begin = (box.begin - chosen.begin) / chosen.share, end = begin + box.share / chosen.share;
    const left = Math.max(0, begin) * width, wide = Math.min(1, end) * width - left;
    box.group.style.display = wide < 0.5 ? "none" : "";
    box.rect.style.opacity = box.depth < chosen.depth ? 0.55 : 1;
    box.rect.setAttribute("x", left);
    box.rect.setAttribute("width", Math.max(0, wide));
    box.text.setAttribute("x", left + 3);
    const fits = Math.floor((wide - 6) / characterWidth), letters = [...box.name];
    box.text.textContent = fits < 3 ? "" : letters.length > fits ? letters.slice(0, fits - 1).join("") + "\u2026" : box.name;
  });
  boxes.forEach((box) => {
    box.group.tabIndex = 0;
    box.group.addEventListener("click", () => zoom(box));
    box.group.addEventListener("keydown", (event) => { if (event.key === "Enter") zoom(box); });
  });
});

(() => {
  const list = document.querySelector("#processes .rows");
  if (!list) return;
  const rows = [...list.children];
  const cellsOf = (row) => row.firstElementChild.children;
  // "0-2,7" is 0, 1, 2 and 7.
  const numbersOf = (ranges) => ranges.split(",").filter(Boolean).flatMap((range) => {
    const [first, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  const testsOf = new Map(rows.map((row) => [row, new Set(numbersOf(row.dataset.tests || ""))]));
  // Of the plots only what is not drawn.
  const textOf = new Map(rows.map((row) => {
    const words = [...row.querySelectorAll("summary > *, .unfolded > p")].map((each) => `${each.textContent} ${each.title}`);
    return [row, words.join(" ").toLowerCase()];
  }));

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
    const words = search.value.toLowerCase(), test = testChoice.value;
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    for (const row of rows) {
      row.hidden = !textOf.get(row).includes(words) || !wanted.has(row.dataset.verdict) ||
        (test !== "" && !testsOf.get(row).has(Number(test)));
      shown += row.hidden ? 0 : 1;
    }
    shownCount.textContent = `${shown} of ${rows.length} shown`;
  };
  const tools = make("div", { className: "tools" }, search);
  if (tests.length > 0) tools.append(testChoice);
  boxes.forEach((box) => tools.append(make("label", {}, box, " " + box.value)));
  tools.append(shownCount);
  document.querySelector("#processes h2").append(tools);
  tools.addEventListener("input", filter);
  filter();

  // Sorting.
  const ranks = ["insufficient", "clean", "suspect", "leak", "critical"];
  const valueOf = (row, column) => {
    const cell = cellsOf(row)[column];
    if (column === 1) return ranks.indexOf(row.dataset.verdict);
    return cell.dataset.value !== undefined ? Number(cell.dataset.value) : cell.textContent.trim();
  };
  const compare = (one, other) => {
    if (one === "" || other === "") return (one === "") - (other === "") || 0;
    return typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other));
  };
  const headings = [...document.querySelector("#processes .headings").children];
  headings.forEach((heading, column) => {
    if (column === 0) return;
    const button = make("button", { type: "button", textContent: heading.textContent });
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const order = heading.dataset.order === "descending" ? "ascending" : "descending";
      headings.forEach((other) => { delete other.dataset.order; });
      heading.dataset.order = order;
      button.ariaDescription = order;
      const sign = order === "ascending" ? 1 : -1;
      rows.sort((one, other) => sign * compare(valueOf(one, column), valueOf(other, column)));
      list.append(...rows);
    });
  });
})();
