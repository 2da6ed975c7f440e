// history_test.mjs DIRECTORY: opens the pages of histories that history.sh made, with scripts and under Jenkins' policy, checks that the
// revision that leaks is read off at a glance and every run by pointer and keys, and leaves screenshots beside them.
import assert from "node:assert/strict";
import { openPages } from "./pages.mjs";

const [directory] = process.argv.slice(2);
const desktop = { viewport: { width: 1280, height: 800 } }, phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const widthOf = (tab) => tab.evaluate(() => document.documentElement.scrollWidth);
const unfoldAll = (tab) => tab.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));

// The line of the test that leaks is on the first screen, with its revision, what it keeps and its picture.
const checkGlance = async (tab, { viewport }) => {
  const row = tab.locator("#changes .row", { hasText: "test_upload" });
  assert.match(await row.locator("summary").innerText(), /r27/);
  assert.match(await row.locator("summary").innerText(), /0 B → \d\.\d+ MiB/);
  const { y, height } = await row.locator("summary").boundingBox();
  assert.ok(y + height <= viewport.height, "the revision that leaks is on the first screen");
  assert.equal(await tab.locator("main script:not([type='application/json'])").count(), 0, "names are inert");
  assert.equal(await widthOf(tab), viewport.width, "nothing hangs over the edge");
};

const checkReading = async (tab) => {
  const plot = tab.locator("#changes .row", { hasText: "test_upload" }).locator(".plot");
  await plot.scrollIntoViewIfNeeded();
  const told = plot.locator(".told"), over = await plot.locator(".u-over").boundingBox();
  const at = async (run) => {
    await tab.mouse.move(over.x + ((run - 0.5) / 40) * over.width, over.y + 0.5 * over.height);
    return told.innerText();
  };
  assert.match(await at(5), /^r5 of 2026-09-06: 0 B; its recording was judged clean$/);
  assert.match(await at(27), /^r27 of 2026-09-28: \d.* MiB, more since this run; its recording was judged leak$/);
  await tab.mouse.move(0, 0);
  await plot.focus();
  await tab.keyboard.press("ArrowRight");
  assert.match(await told.innerText(), /^r1 of /, "the arrow keys read, too");
  await tab.keyboard.press("ArrowRight");
  assert.match(await told.innerText(), /^r2 of /);
  await plot.getByRole("button", { name: "zoom in" }).focus();
  await tab.keyboard.press("Enter");
  await plot.getByRole("button", { name: "later" }).click();
  await tab.mouse.move(over.x + 0.99 * over.width, over.y + 0.5 * over.height);
  assert.match(await told.innerText(), /^r40 of /, "zoomed to the newest half");
  await plot.getByRole("button", { name: "show all" }).click();
  assert.match(await at(5), /^r5 of /, "all is shown again");
  await tab.mouse.move(0, 0);
};

const withScripts = async ({ open }, name, screen, options = {}) => {
  const { tab, errors, close } = await open("/", { ...screen, ...options });
  await tab.locator("#changes .uplot canvas").first().waitFor();
  await tab.waitForTimeout(300);
  await tab.screenshot({ path: `${directory}/history-${name}.png` });
  await checkGlance(tab, screen);
  await checkReading(tab);
  await tab.screenshot({ path: `${directory}/history-${name}-read.png` });
  await unfoldAll(tab);
  await tab.waitForTimeout(200);
  assert.equal(await widthOf(tab), screen.viewport.width, "nor does what unfolds");
  assert.deepEqual(errors, []);
  await close();
};

const underPolicy = async ({ open }, name, screen) => {
  const { tab, errors, close } = await open("/jenkins", screen);
  assert.equal(await tab.locator(".uplot").count(), 0);
  const row = tab.locator("#changes .row", { hasText: "test_upload" });
  assert.match(await row.innerText(), /Since r27 of 2026-09-28/);
  const { width, height } = await row.locator(".drawn svg").boundingBox();
  assert.ok(height > 50 && width > 0.9 * Math.min(640, screen.viewport.width), "the plot is drawn without style");
  assert.ok(await widthOf(tab) <= screen.viewport.width, "nothing hangs over the edge");
  await tab.screenshot({ path: `${directory}/history-${name}.png` });
  assert.deepEqual(errors, []);
  await close();
};

const withPages = async (page, look) => {
  const pages = await openPages(`${directory}/${page}.html`);
  try {
    await look(pages);
  } finally {
    await pages.close();
  }
};

await withPages("history", async (pages) => {
  await withScripts(pages, "desktop", desktop);
  await withScripts(pages, "dark", desktop, { colorScheme: "dark" });
  await withScripts(pages, "phone", phone);
  await withScripts(pages, "phone-dark", phone, { colorScheme: "dark" });
  await underPolicy(pages, "jenkins", desktop);
  await underPolicy(pages, "jenkins-phone", phone);
});
await withPages("few", async ({ open }) => {
  const { tab, errors, close } = await open("/", desktop);
  assert.match(await tab.locator("header").innerText(), /too few runs to tell a change: 3 of 4/);
  await unfoldAll(tab);
  await tab.locator(".uplot canvas").first().waitFor();
  assert.deepEqual(errors, []);
  await close();
});
// Plots are drawn as they come into sight.
await withPages("many", async ({ open }) => {
  const { tab, errors, close } = await open("/", desktop);
  await tab.locator(".uplot canvas").first().waitFor();
  assert.ok(await tab.locator(".uplot").count() < 10);
  assert.deepEqual(errors, []);
  await close();
});
console.log(`histories are read off with scripts and without; screenshots in ${directory}`);
