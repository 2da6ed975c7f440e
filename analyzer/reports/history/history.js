"use strict";
// Plots of the runs that can be zoomed and read off, in place of the drawn ones.
(() => {
  if (typeof uPlot === "undefined") return;
  const height = 250, pointSize = 8, room = 0.5;  // about the middle of a run
  const runs = JSON.parse(document.getElementById("runs-shown").textContent);
  const { font, axis, alarm: alarmColour } = plotLook, quietColour = "#777777";
  const sizeSteps = Array.from({ length: 46 }, (_, power) => 2 ** power);
  const longest = 12;  // letters of a revision on the axis
  const nameOf = (run) => (runs.revision[run].length > longest ? `${runs.revision[run].slice(0, longest - 1)}\u2026` : runs.revision[run]);
  const ruler = make("canvas").getContext("2d");
  ruler.font = font;
  const nameSpace = 16 + Math.max(...runs.revision.map((revision, run) => ruler.measureText(nameOf(run)).width));

  // The levels that were held, and the runs that changed them, below the points.
  const drawChanges = (plot, data) => {
    const { ctx: context, bbox: box } = plot, scale = devicePixelRatio;
    const x = (run) => plot.valToPos(run, "x", true), y = (value) => plot.valToPos(value, "y", true);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    context.globalAlpha = 0.4;
    context.strokeStyle = data.colour;
    context.lineWidth = 5 * scale;
    for (const [first, last, value] of data.levels) {
      context.beginPath();
      context.moveTo(x(first - room), y(value));
      context.lineTo(x(last + room), y(value));
      context.stroke();
    }
    context.globalAlpha = 1;
    context.lineWidth = 1.5 * scale;
    context.setLineDash([4 * scale, 3 * scale]);
    context.font = `bold ${12 * scale}px system-ui, sans-serif`;
    for (const [run, isAlarm] of data.marks) {
      const place = x(run - room), name = isAlarm ? `since ${nameOf(run)}` : nameOf(run);
      const isRight = place + 8 * scale + context.measureText(name).width < box.left + box.width;
      context.strokeStyle = context.fillStyle = isAlarm ? alarmColour : quietColour;
      context.beginPath();
      context.moveTo(place, box.top);
      context.lineTo(place, box.top + box.height);
      context.stroke();
      context.textAlign = isRight ? "left" : "right";
      // Where the values after an alarm are not.
      context.fillText(name, place + (isRight ? 5 : -5) * scale, box.top + box.height / 2);
    }
    context.restore();
  };

  // The arrow keys go from run to run.
  const readByKeys = (plot, place, xs) => {
    place.tabIndex = 0;
    place.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step === undefined || event.target !== place) return;
      event.preventDefault();
      const { idx } = plot.cursor, next = idx == null ? (step > 0 ? 0 : xs.length - 1) : clamp(idx + step, 0, xs.length - 1);
      plot.setCursor({ left: plot.valToPos(xs[next], "x"), top: plot.valToPos(plot.data[1][next], "y") });
    });
  };

  const draw = (drawn) => {
    const data = JSON.parse(drawn.nextElementSibling.textContent);
    data.runs ??= data.values.map((value, run) => run);
    const all = [-room, runs.revision.length - room];
    const svg = drawn.querySelector("svg");
    const place = make("div", { className: "plot", role: "group", ariaLabel: svg.ariaLabel ?? data.heading });
    place.append(make("p", { className: "heading", textContent: data.heading }));
    drawn.before(place);
    const help = "Point at a run to read it; drag or press a button to zoom, double-click to see all again.";
    const told = make("p", { className: "hint told", textContent: help, role: "status" });
    const tell = (plot) => {
      const { idx, left } = plot.cursor;
      if (idx == null || left < 0) { told.textContent = help; return; }
      const run = data.runs[idx], what = data.told[run];
      told.textContent = `${runs.revision[run]} of ${runs.day[run]}: ${sizeOf(data.values[idx])}${data.unit}` +
        `${what ? `, ${what}` : ""}; its recording was judged ${runs.verdict[run]}`;
    };
    const { values } = data, low = Math.min(...values), high = Math.max(...values);
    const least = Math.max(data.least, 1024, 0.02 * Math.abs(high)), air = Math.max(0.08 * (high - low), 0.5 * (least - (high - low)));
    const plot = new uPlot({
      width: drawn.clientWidth, height, legend: { show: false },
      cursor: { drag: { x: true, y: false }, y: false, points: { size: pointSize + 4 } },
      scales: { x: { time: false, range: (self, min, max) => (min === data.runs[0] && max === data.runs[data.runs.length - 1] ? all : [min, max]) },
        y: { range: () => [low - air, high + air] } },
      series: [{}, { stroke: data.colour, paths: () => null, points: { show: true, size: pointSize, fill: data.colour } }],
      axes: [{ ...axis, size: 32, space: nameSpace, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
        values: (self, ticks) => ticks.map((run) => (Number.isInteger(run) && runs.revision[run] !== undefined ? nameOf(run) : "")) },
        { ...axis, size: 78, incrs: sizeSteps, values: (self, ticks) => ticks.map(sizeOf) }],
      hooks: { drawAxes: [(self) => drawChanges(self, data)], setCursor: [tell] },
    }, [data.runs, values], place);
    drawn.hidden = true;
    place.append(told, zoomButtons(plot, -room, runs.revision.length, Math.min(4, runs.revision.length)));
    readByKeys(plot, place, data.runs);
    new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height })).observe(place);
  };

  const onSight = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      onSight.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "200px" });
  document.querySelectorAll(".drawn").forEach((drawn) => onSight.observe(drawn));
})();
