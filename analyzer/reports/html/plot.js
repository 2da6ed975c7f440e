"use strict";
// Plots that can be zoomed, in place of the drawn ones.
(() => {
  if (typeof uPlot === "undefined") return;
  const height = 300, mostLanes = 4, laneHeight = 18, namedWidth = 24;

  const size = (kib) => (kib == null ? "" : sizeOf(1024 * kib));
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

  const gapsOf = (line, start) => {
    const times = sums(line.ms);
    return line.segments.slice(1).map((i) => ({ begin: start + times[i - 1] / 1000, end: start + times[i] / 1000 }));
  };

  // The tests of a plot, each with the lane in which it overlaps no other while there are lanes enough.
  const testsOf = (data) => {
    if (!data.tests) return [];
    const { name, begin_ms: begins, length_ms: lengths } = pageTests.schedules[data.tests.schedule];
    const freeFrom = Array(mostLanes).fill(-Infinity);
    return name.map((index, i) => {
      const begin = data.start + (data.tests.first_ms + begins[i]) / 1000, end = begin + lengths[i] / 1000;
      const free = freeFrom.findIndex((time) => time <= begin), lane = free < 0 ? mostLanes - 1 : free;
      freeFrom[lane] = end;
      return { name: pageTests.names[index], begin, end, lane };
    });
  };

  // Round numbers of KiB, MiB and more; times as RFC 3339 has them, UTC.
  const sizeSteps = Array.from({ length: 45 }, (_, power) => 2 ** power);
  const timesOf = (plot, ticks, index, space, step) => ticks.map((time) => {
    const text = new Date(time * 1000).toISOString();
    return step >= 86400 ? text.slice(5, 10) : step >= 60 ? text.slice(11, 16) : text.slice(11, 19);
  });

  const { font, axis, alarm: fitColour } = plotLook;
  const ruler = make("canvas").getContext("2d");
  ruler.font = font;
  const timeSpace = ruler.measureText("00:00:00").width + 16;

  // Lays elements over the times that they stand for; what lies outside of the part shown is hidden.
  const layOut = (plot, spans) => {
    const width = plot.over.clientWidth;
    for (const { element, begin, end } of spans) {
      const left = clamp(plot.valToPos(begin, "x"), 0, width), right = clamp(plot.valToPos(end, "x"), 0, width);
      element.hidden = end < plot.scales.x.min || begin > plot.scales.x.max;
      element.style.left = `${left}px`;
      element.style.width = `${Math.max(1, right - left)}px`;
    }
  };

  const addShades = (plot, data, gaps) => {
    const shades = gaps.map((gap) => ({ ...gap, element: make("div", { className: "gap" }) }));
    if (data.fit) {
      const [begin, end] = data.fit;
      shades.push({ begin: data.start + begin, end: data.start + end, element: make("div", { className: "window" }) });
    }
    plot.under.append(...shades.map((shade) => shade.element));
    return shades;
  };

  // The lanes of the tests below the axis, named where there is room.
  const addTests = (plot, tests) => {
    const strip = make("div", { className: "tests" });
    strip.style.height = `${laneHeight * Math.max(...tests.map((test) => test.lane + 1))}px`;
    const bars = tests.map((test) => ({ ...test, element: make("div", { className: "test", title: test.name }) }));
    bars.forEach((bar) => { bar.element.style.top = `${laneHeight * bar.lane}px`; });
    strip.append(...bars.map((bar) => bar.element));
    plot.root.querySelector(".u-legend").before(strip);
    return () => {
      strip.style.marginLeft = `${plot.over.offsetLeft}px`;
      strip.style.width = `${plot.over.offsetWidth}px`;
      layOut(plot, bars);
      bars.forEach(({ element, name }) => { element.textContent = parseFloat(element.style.width) >= namedWidth ? name : ""; });
    };
  };

  // The legend's names are buttons, also for the keyboard.
  const makeLegendPressable = (plot) => {
    const names = [...plot.root.querySelectorAll(".u-series th")];
    const update = () => names.forEach((name, i) => { if (i > 0) name.ariaPressed = String(plot.series[i].show); });
    names.slice(1).forEach((name) => {
      Object.assign(name, { tabIndex: 0, role: "button" });
      name.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        name.click();
      });
    });
    update();
    return update;
  };

  const seriesOf = (data, tables) => {
    const series = data.lines.map((line) => ({ label: line.name, stroke: line.colour, width: 1.5, points: { show: false },
      show: data.metric === undefined || line.metric === data.metric, value: (plot, value) => size(value) }));
    if (!data.fit) return series;
    const [begin, end, first, last] = data.fit;
    const latest = Math.max(...tables.map(([x]) => x[x.length - 1] - data.start));
    const ahead = latest * 1.12, leadsTo = last + (last - first) / (end - begin) * (ahead - end);
    const addFit = (label, from, to, low, high, dash) => {
      tables.push([[data.start + from, data.start + to], [low / 1024, high / 1024]]);
      series.push({ label, stroke: fitColour, width: 1.5, dash, spanGaps: true, points: { show: false }, value: () => "" });
    };
    addFit("fitted", begin, end, first, last);
    addFit("leads to", end, ahead, last, leadsTo, [6, 4]);
    return series;
  };

  const draw = (row) => {
    const drawn = row.querySelector(".drawn");
    const data = JSON.parse(row.querySelector("script").textContent);
    const tables = data.lines.map((line) => toTable(line, data.start));
    const series = seriesOf(data, tables);
    const holes = tables.map((each, i) => [1, i < data.lines.length ? 2 : 1]);
    const gaps = gapsOf(data.lines.find((line) => line.metric === data.metric) ?? data.lines[0], data.start);
    const latest = Math.max(...tables.map(([x]) => x[x.length - 1]));
    const tests = testsOf(data).filter((test) => test.end >= data.start && test.begin <= latest);

    const place = make("div", { className: "plot", role: "group", ariaLabel: drawn.querySelector("svg").ariaLabel });
    if (data.reaches) place.append(make("p", { className: "reaches", textContent: data.reaches }));
    drawn.before(place);
    const help = "Drag or press a button to zoom, double-click to see all again; press a name to show or hide its line.";
    const hint = make("p", { className: "hint", textContent: help });
    const tell = (plot) => {
      const time = plot.cursor.left >= 0 ? plot.posToVal(plot.cursor.left, "x") : NaN;
      const isNow = ({ begin, end }) => begin <= time && time <= end;
      const names = tests.filter(isNow).map((test) => test.name);
      hint.textContent = gaps.some(isNow) ? "Not recorded" : names.length > 0 ? `During ${names.join(", ")}` : help;
    };
    const updates = [];
    const update = () => updates.forEach((each) => each());
    const plot = new uPlot({
      width: drawn.clientWidth, height, tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "UTC"),
      cursor: { drag: { x: true, y: false } }, scales: { x: { time: true } },
      series: [{ label: "UTC", value: "{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}" }, ...series],
      axes: [{ ...axis, size: 36, space: timeSpace, values: timesOf },
        { ...axis, size: 78, incrs: sizeSteps, values: (self, ticks) => ticks.map(size) }],
      hooks: { draw: [update], setSeries: [update], setCursor: [tell] },
    }, uPlot.join(tables, holes), place);
    const shades = addShades(plot, data, gaps);
    updates.push(() => layOut(plot, shades), makeLegendPressable(plot));
    if (tests.length > 0) updates.push(addTests(plot, tests));
    drawn.hidden = true;
    const times = plot.data[0], whole = Math.max(1, times[times.length - 1] - times[0]);
    place.append(zoomButtons(plot, times[0], whole, whole / 10000), hint);
    update();
    new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height })).observe(place);
  };

  const onSight = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      onSight.unobserve(entry.target);
      draw(entry.target.closest(".row"));
    }
  }, { rootMargin: "200px" });
  document.querySelectorAll("#findings .row").forEach((row) => {
    const drawn = row.querySelector(".drawn");
    if (drawn) onSight.observe(drawn);
  });
})();
