"use strict";
(() => {
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const table = document.querySelector("#processes table");
  const rows = [...table.tBodies[0].rows];
  const testsOf = new Map(rows.map((row) => [row, JSON.parse(row.dataset.tests || "[]")]));

  // Search and filters.
  const search = make("input", { type: "search", placeholder: "search processes", ariaLabel: "search processes" });
  const tests = [...new Set([...testsOf.values()].flat())].sort();
  const testChoice = make("select", { ariaLabel: "test" }, make("option", { value: "", textContent: "any test" }));
  tests.forEach((test) => testChoice.append(make("option", { value: test, textContent: test })));
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
        (test !== "" && !testsOf.get(row).includes(test));
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

  // Plots that can be zoomed, in place of the drawn ones.
  if (typeof uPlot === "undefined") return;
  const size = (kib) => {
    if (kib == null) return "";
    const units = ["KiB", "MiB", "GiB", "TiB"];
    let value = kib, unit = 0;
    while (Math.abs(value) >= 1024 && unit + 1 < units.length) { value /= 1024; unit += 1; }
    return `${value.toPrecision(Math.abs(value) >= 100 ? Math.ceil(Math.log10(Math.abs(value) + 1)) : 3)} ${units[unit]}`;
  };
  const sums = (steps) => { let sum = 0; return steps.map((step) => (sum += step)); };

  // A line with a hole before each segment but the first.
  const toTable = (line, start) => {
    const times = sums(line.ms), values = sums(line.kib), starts = new Set(line.segments.slice(1));
    const x = [], y = [];
    times.forEach((time, i) => {
      if (starts.has(i)) { x.push(start + (times[i - 1] + time) / 2000); y.push(null); }
      x.push(start + time / 1000);
      y.push(values[i]);
    });
    return [x, y];
  };

  // Round numbers of KiB, MiB and more; times as RFC 3339 has them, UTC.
  const sizeSteps = Array.from({ length: 45 }, (_, power) => 2 ** power);
  const timesOf = (plot, ticks, index, space, step) => ticks.map((time) => {
    const text = new Date(time * 1000).toISOString();
    return step >= 86400 ? text.slice(5, 10) : step >= 60 ? text.slice(11, 16) : text.slice(11, 19);
  });

  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const axis = { stroke: isDark ? "#9aa7b4" : "#5d6975", grid: { stroke: isDark ? "#2d3742" : "#e3e8ed", width: 1 },
    ticks: { stroke: isDark ? "#2d3742" : "#e3e8ed", width: 1 } };

  const draw = (article) => {
    const figure = article.querySelector("figure");
    const data = JSON.parse(article.querySelector("script").textContent);
    const tables = data.lines.map((line) => toTable(line, data.start));
    const series = data.lines.map((line) => ({ label: line.name, stroke: line.colour, width: 1.5, points: { show: false },
      show: data.metric === undefined || line.metric === data.metric, value: (plot, value) => size(value) }));
    if (data.fit) {
      const [begin, end, first, last] = data.fit;
      const latest = Math.max(...tables.map(([x]) => x[x.length - 1] - data.start));
      const ahead = latest * 1.12, leadsTo = last + (last - first) / (end - begin) * (ahead - end);
      const addFit = (label, from, to, low, high, dash) => {
        tables.push([[data.start + from, data.start + to], [low / 1024, high / 1024]]);
        series.push({ label, stroke: "#c1121f", width: 1.5, dash, spanGaps: true, points: { show: false }, value: () => "" });
      };
      addFit("fitted", begin, end, first, last);
      addFit("leads to", end, ahead, last, leadsTo, [6, 4]);
    }
    const holes = tables.map((each, i) => [1, i < data.lines.length ? 2 : 1]);
    const shadeTests = (plot) => {
      const context = plot.ctx;
      context.save();
      context.fillStyle = "rgba(120,120,170,.25)";
      for (const [, begin, end] of data.tests) {
        const left = plot.valToPos(data.start + begin, "x", true), right = plot.valToPos(data.start + end, "x", true);
        context.fillRect(left, plot.bbox.top + plot.bbox.height - 6, Math.max(1, right - left), 6);
      }
      context.restore();
    };
    const place = make("div", {});
    const hint = make("p", { className: "hint" });
    const help = "Drag to zoom, double-click to see all again; click a name to show or hide it.";
    hint.textContent = help;
    const nameTests = (plot) => {
      const time = plot.cursor.left >= 0 ? plot.posToVal(plot.cursor.left, "x") - data.start : NaN;
      const names = data.tests.filter(([, begin, end]) => begin <= time && time <= end).map(([name]) => name);
      hint.textContent = names.length > 0 ? `During ${names.join(", ")}` : help;
    };
    figure.before(place);
    const options = {
      width: figure.clientWidth, height: 300, tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "UTC"),
      cursor: { drag: { x: true, y: false } }, scales: { x: { time: true } },
      series: [{ label: "UTC", value: "{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}" }, ...series],
      axes: [{ ...axis, values: timesOf }, { ...axis, size: 78, incrs: sizeSteps, values: (plot, ticks) => ticks.map(size) }],
      hooks: { draw: [shadeTests], setCursor: [nameTests] },
    };
    const plot = new uPlot(options, uPlot.join(tables, holes), place);
    figure.hidden = true;
    place.append(hint);
    new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 300 })).observe(place);
  };

  const onSight = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      onSight.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "200px" });
  document.querySelectorAll("#findings article").forEach((article) => {
    if (article.querySelector("figure")) onSight.observe(article);
  });
})();
