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
