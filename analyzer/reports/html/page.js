"use strict";
// What the scripts of all pages share.
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// Sizes as the page has them.
const sizeOf = (bytes) => {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  if (Math.abs(bytes) < 1024) return `${Math.round(bytes)} B`;
  let value = bytes, unit = 0;
  while (Math.abs(value) >= 1024 && unit + 1 < units.length) { value /= 1024; unit += 1; }
  return `${value.toPrecision(Math.abs(value) >= 100 ? Math.ceil(Math.log10(Math.abs(value) + 1)) : 3)} ${units[unit]}`;
};

// How plots look.
const plotLook = (() => {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const font = "12px system-ui, sans-serif", line = { stroke: isDark ? "#2d3742" : "#e3e8ed", width: 1 };
  return { font, alarm: isDark ? "#ff8a80" : "#c1121f",
    axis: { font, stroke: isDark ? "#9aa7b4" : "#5d6975", grid: line, ticks: line } };
})();

// The tools of a plot: what is shown stays within `whole` from `first` on, and is `least` wide at least.
const zoomButtons = (plot, first, whole, least) => {
  const show = (middle, width) => {
    const shown = clamp(width, least, whole), min = clamp(middle - shown / 2, first, first + whole - shown);
    plot.setScale("x", { min, max: min + shown });
  };
  const button = (label, factor, shift) => {
    const element = make("button", { type: "button", textContent: label });
    element.addEventListener("click", () => {
      const { min, max } = plot.scales.x;
      show((min + max) / 2 + shift * (max - min), (max - min) * factor);
    });
    return element;
  };
  return make("div", { className: "tools zoom" }, button("zoom in", 0.5, 0), button("zoom out", 2, 0),
    button("earlier", 1, -0.5), button("later", 1, 0.5), button("show all", Infinity, 0));
};
