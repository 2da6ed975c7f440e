// report_test.mjs PAGE DIRECTORY: opens an HTML report in Chromium, with scripts and under Jenkins' policy, checks what has to be
// there, and leaves screenshots in the directory. PAGE has at least one finding with a plot that has a gap of 41 s within 159 s, and
// tests; and a process named by a script element.
import assert from "node:assert/strict";
import { openPages } from "./pages.mjs";

const [page, directory] = process.argv.slice(2);
const { open, close: closePages } = await openPages(page);

// What is to be read and seen on every page, whatever runs.
const checkContent = async (tab) => {
  assert.match(await tab.locator("h1").innerText(), /Tidemark: (critical|leak|suspect)/);
  assert.equal(await tab.locator("#findings .row").count(), 1, "there is a finding");
  assert.ok(await tab.locator("#findings dd").first().isVisible(), "the only one is unfolded: its evidence is in words");
  assert.equal(await tab.locator("#processes .row").count(), 2);
  assert.ok(await tab.locator(".map svg path[fill-opacity]").first().isVisible(), "the memory of the whole run is drawn");
  assert.match(await tab.locator(".map p").innerText(), /at the start .+ at the end, .+ at most/);
  const text = await tab.locator("body").textContent();
  for (const name of ["VIRT", "RES", "SHR"]) assert.ok(text.includes(name), `${name} is named as top does`);
  assert.equal(await tab.locator("main script:not([type='application/json'])").count(), 0, "names are inert");
};

const widthOf = (tab) => tab.evaluate(() => document.documentElement.scrollWidth);

// Nothing that is on the page lies elsewhere while the pointer goes over it.
const checkHovering = async (tab) => {
  await tab.evaluate(() => scrollTo(0, 0));
  const places = () => tab.evaluate(() => [...document.querySelectorAll("body *:not(.u-over *, .u-value, .tests *)")]
    .filter((element) => !element.closest("svg")).map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return [element.tagName, element.className, left, top, width, height].join(" ");
    }));
  const before = await places();
  const { x, y, width, height } = await tab.locator(".plot").first().boundingBox();
  for (const share of [0.25, 0.4, 0.5, 0.7, 0.9]) {
    await tab.mouse.move(x + share * width, y + 0.3 * height);
    const moved = (await places()).filter((place, i) => place !== before[i]);
    assert.deepEqual(moved, [], "hovering moves nothing");
  }
  for (const summary of await tab.locator("#findings summary, #processes summary").all()) {
    const height = () => summary.evaluate((element) => element.getBoundingClientRect().height);
    const unhovered = await height();
    await summary.hover();
    assert.equal(await height(), unhovered, "nor do lines grow");
  }
  await tab.mouse.move(0, 0);
};

const boxesOf = (locator) => locator.evaluateAll((all) => all.filter((element) => !element.hidden).map((element) => {
  const { left, right, width } = element.getBoundingClientRect();
  return { left, right, width, text: element.textContent };
}));

const isFocusSeen = (tab) => tab.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");

// Reads from the canvas how wide the pieces of writing below the time axis are, in CSS pixels.
const timeLabelWidths = (tab) => tab.locator(".uplot canvas").first().evaluate((canvas) => {
  const over = canvas.parentElement.querySelector(".u-over"), scale = canvas.width / canvas.clientWidth;
  const top = Math.round((over.offsetTop + over.offsetHeight + 14) * scale), height = Math.round(16 * scale);
  const { data, width } = canvas.getContext("2d").getImageData(0, top, canvas.width, height);
  const hasInk = (x) => Array.from({ length: height }, (_, y) => data[4 * (y * width + x) + 3]).some((alpha) => alpha > 40);
  const pieces = [];
  let last = -Infinity;
  for (let x = 0; x < width; x += 1) {
    if (!hasInk(x)) continue;
    if (x - last > 7 * scale) pieces.push([x, x]);
    pieces[pieces.length - 1][1] = last = x;
  }
  return pieces.map(([begin, end]) => (end - begin) / scale);
});

// The plot that a script draws shows what the drawn one does.
const checkPlot = async (tab) => {
  const plot = tab.locator(".plot").first();
  assert.match(await plot.locator(".reaches").innerText(), /^at this rate .+ in .+$/);
  const [over] = await boxesOf(plot.locator(".u-over"));
  const [gap, ...furtherGaps] = await boxesOf(plot.locator(".gap"));
  assert.equal(furtherGaps.length, 0);
  assert.ok(Math.abs(gap.width / over.width - 41 / (1.12 * 159)) < 0.02, "the gap is shaded where it is");
  assert.notEqual(await plot.locator(".gap").evaluate((element) => getComputedStyle(element).backgroundColor), "rgba(0, 0, 0, 0)");
  const [window] = await boxesOf(plot.locator(".window"));
  assert.ok(window.width > 0.3 * over.width && window.right < over.right, "the fitted window is shaded");
  const tests = await boxesOf(plot.locator(".test"));
  assert.deepEqual(tests.map((test) => test.text), ["login", "checkout", "", "<img src=x onerror=alert(1)>"]);
  const widths = await timeLabelWidths(tab);
  assert.ok(widths.length >= 2 && Math.max(...widths) < 75, `the times stand apart: ${widths}`);
};

// Lines are shown and hidden, and the plot is zoomed, by keys alone.
const checkKeyboard = async (tab) => {
  const plot = tab.locator(".plot").first();
  const press = async (name) => {
    await plot.getByRole("button", { name }).focus();
    await tab.keyboard.press("Enter");
    await tab.waitForTimeout(100);
  };
  const line = plot.getByRole("button", { name: "VIRT" });
  for (const [key, isShown] of [["Enter", "false"], ["Space", "true"]]) {
    await line.focus();
    await tab.keyboard.press(key);
    assert.equal(await line.getAttribute("aria-pressed"), isShown, `${key} shows and hides a line`);
  }
  await tab.keyboard.press("Tab");
  assert.ok(await isFocusSeen(tab), "where the focus is can be seen");

  const [whole] = await boxesOf(plot.locator(".gap"));
  await press("zoom in");
  const [zoomed] = await boxesOf(plot.locator(".gap"));
  assert.ok(zoomed.width > 1.8 * whole.width, "zoomed in");
  await press("earlier");
  const [over] = await boxesOf(plot.locator(".u-over"));
  for (const box of [...await boxesOf(plot.locator(".test")), ...await boxesOf(plot.locator(".gap, .window"))]) {
    assert.ok(box.left >= over.left - 1.5 && box.right <= over.right + 1.5, "what is marked stays within the plot");
  }
  assert.ok((await boxesOf(plot.locator(".test"))).length < 4, "the tests outside are gone");
  await press("later");
  await press("zoom out");
  await press("zoom in");
  await press("show all");
  assert.ok(Math.abs((await boxesOf(plot.locator(".gap")))[0].width - whole.width) < 1, "all is shown again");
};

const withScripts = async (name, options) => {
  const { tab, errors, close } = await open("/", options);
  await checkContent(tab);
  await tab.locator(".uplot canvas").first().waitFor();
  await tab.waitForTimeout(300);
  await tab.screenshot({ path: `${directory}/${name}.png` });
  assert.ok(await widthOf(tab) <= options.viewport.width, "nothing hangs over the edge");
  await tab.locator("#processes").scrollIntoViewIfNeeded();
  await tab.screenshot({ path: `${directory}/${name}-table.png` });

  const rows = tab.locator("#processes .row:visible");
  const all = await rows.count();
  await tab.getByRole("searchbox").fill("no such process");
  assert.equal(await rows.count(), 0, "the search narrows down");
  await tab.getByRole("searchbox").fill("");
  assert.equal(await rows.count(), all);
  const box = tab.locator("#processes input[type=checkbox]").first();
  await box.focus();
  await tab.keyboard.press("Space");
  assert.ok(await rows.count() < all, "a verdict can be left out, by keyboard");
  await tab.keyboard.press("Space");
  if (options.viewport.width > 1000) {
    await tab.getByRole("button", { name: "PID" }).focus();
    await tab.keyboard.press("Enter");
    const pids = await tab.locator("#processes .pid").evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.value)));
    assert.deepEqual(pids, [...pids].sort((one, other) => other - one), "the table is sorted");
  }
  const healthy = tab.locator("#processes .row", { hasText: "idle" });
  await healthy.locator("summary").focus();
  await tab.keyboard.press("Enter");
  assert.ok(await healthy.locator(".drawn svg").isVisible(), "every line opens its plot, by keyboard");
  await tab.keyboard.press("Enter");
  const rate = tab.locator("#findings .rate").first(), before = await rate.innerText();
  await tab.getByRole("combobox", { name: "unit of the rates" }).selectOption({ label: "rate a second" });
  assert.match(await rate.innerText(), /^[+].+ KiB[/]s$/, "the unit of the rates can be chosen");
  await tab.getByRole("combobox", { name: "unit of the rates" }).selectOption({ index: 0 });
  assert.equal(await rate.innerText(), before);

  await checkPlot(tab);
  await checkHovering(tab);
  await checkKeyboard(tab);
  assert.deepEqual(errors, []);
  await close();
};

const underPolicy = async (name, options) => {
  const { tab, errors, close } = await open("/jenkins", options);
  await checkContent(tab);
  const plot = tab.locator("#findings .drawn svg").first();
  const { width, height } = await plot.boundingBox();
  assert.ok(height > 50 && width > 0.9 * Math.min(640, options.viewport.width), "the plot is drawn without style");
  assert.ok(width < 700, "it does not grow beyond all measure");
  const letters = await plot.locator("text").evaluateAll((texts) => texts.map((text) => text.getBoundingClientRect().height));
  assert.ok(Math.min(...letters) > 10, `the type is legible: ${Math.min(...letters)} px`);
  assert.match(await plot.innerHTML(), /not recorded for 41.0 s/);
  assert.ok(await plot.locator("path[stroke='#c1121f']").count() > 0, "the fitted line is there");
  assert.equal(await tab.locator(".uplot").count(), 0);
  await tab.locator("#processes .row", { hasText: "idle" }).locator("summary").click();
  assert.ok(await tab.locator("#processes .row", { hasText: "idle" }).locator(".drawn svg").isVisible(), "lines open without scripts");
  assert.ok(await widthOf(tab) <= options.viewport.width, "nothing hangs over the edge");
  await tab.evaluate(() => scrollTo(0, 0));
  await tab.screenshot({ path: `${directory}/${name}.png` });
  assert.deepEqual(errors, []);
  await close();
};

try {
  await withScripts("desktop", { viewport: { width: 1280, height: 900 } });
  await withScripts("dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" });
  await withScripts("phone", { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  await underPolicy("jenkins", { viewport: { width: 1280, height: 900 } });
  await underPolicy("jenkins-phone", { viewport: { width: 390, height: 844 } });
  console.log(`the report is complete with scripts and without; screenshots in ${directory}`);
} finally {
  await closePages();
}
