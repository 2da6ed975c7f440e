// overview_test.mjs DIRECTORY: opens the reports of 0, 4 and 89 findings and the comparison that are there, checks that each is an
// overview first, and leaves screenshots beside them.
import assert from "node:assert/strict";
import { openPages } from "./pages.mjs";

const [directory] = process.argv.slice(2);
const desktop = { viewport: { width: 1280, height: 800 } }, phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const mostOnAScreen = 15;

const boxOf = (locator) => locator.evaluate((element) => {
  const { top, bottom, height } = element.getBoundingClientRect();
  return { top: top + scrollY, bottom: bottom + scrollY, height };
});
const widthOf = (tab) => tab.evaluate(() => document.documentElement.scrollWidth);
const unfoldAll = (tab) => tab.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));

const checkFindings = async (tab, findings, screen) => {
  const rows = tab.locator("#findings .row");
  assert.equal(await rows.count(), findings);
  assert.equal(await tab.locator("#findings .row[open]").count(), 0, "several are folded");
  const shown = Math.min(findings, mostOnAScreen);
  assert.equal(await tab.locator("#findings .row:visible").count(), shown);
  if (findings === 0) {
    assert.match(await tab.locator("#findings").innerText(), /No process grows where it should not/);
    return;
  }
  const isPhone = screen.viewport.width < 500;
  const lines = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
  assert.ok(Math.max(...lines) <= (isPhone ? 60 : 36), `a finding takes ${isPhone ? "two lines" : "a line"}: ${lines}`);
  if (!isPhone) assert.ok((await boxOf(rows.nth(shown - 1))).bottom <= screen.viewport.height, "they are seen at a glance");
  for (const part of [".verdict", ".name", ".pid", ".outline svg", ".grew", ".rate"])
    assert.ok(await rows.first().locator(part).isVisible(), `${part} is told`);
};

const withStyle = async ({ open }, findings, name, screen, options = {}) => {
  const { tab, errors, close } = await open("/", { ...screen, ...options });
  await checkFindings(tab, findings, screen);
  assert.ok((await boxOf(tab.locator("#processes"))).top < 3 * screen.viewport.height, "the processes begin within three screens");
  assert.equal(await widthOf(tab), screen.viewport.width, "nothing hangs over the edge");
  await tab.screenshot({ path: `${directory}/${findings}-${name}.png` });
  if (findings > 0) {
    await tab.locator("#findings .row summary").first().click();
    assert.ok(await tab.locator("#findings .row .plot, #findings .row .drawn").first().isVisible(), "a finding unfolds");
    await tab.getByRole("button", { name: "unfold all" }).click();
    assert.equal(await tab.locator("#findings .row:visible").count(), findings);
    await tab.getByRole("button", { name: "fold all", exact: true }).click();
    // What the list of processes leads to unfolds.
    await tab.locator("#processes .row summary").nth(findings - 1).click();
    await tab.locator("#processes a:visible").first().click();
    await tab.waitForTimeout(200);
    assert.equal(await tab.locator("#findings .row[open]:visible").count(), 1, "a link unfolds what it leads to");
  }
  assert.equal(await widthOf(tab), screen.viewport.width, "nor does what unfolds");
  assert.deepEqual(errors, []);
  await close();
};

const underPolicy = async ({ open }, findings, name, screen) => {
  const { tab, errors, close } = await open("/jenkins", screen);
  await tab.screenshot({ path: `${directory}/${findings}-${name}.png` });
  assert.equal(await tab.locator("#findings .row:visible").count(), Math.min(findings, mostOnAScreen), "the rest is folded");
  assert.ok((await boxOf(tab.locator("#processes"))).top < 4 * screen.viewport.height, "the processes begin within four screens");
  await unfoldAll(tab);
  assert.ok(await widthOf(tab) <= screen.viewport.width, "nothing hangs over the edge, whatever is unfolded");
  assert.deepEqual(errors, []);
  await close();
};

const onPaper = async ({ open }, findings) => {
  const { tab, errors, close } = await open("/", desktop);
  await tab.emulateMedia({ media: "print" });
  const heights = await tab.locator("#findings .unfolded").evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
  assert.equal(heights.length, findings);
  assert.ok(heights.every((height) => height > 100), "what is folded is printed");
  assert.ok(!(await tab.locator(".tools").first().isVisible()), "what paper cannot press is not");
  assert.deepEqual(errors, []);
  await close();
};

const comparison = async ({ open }) => {
  for (const [name, path, screen] of [["desktop", "/", desktop], ["phone", "/", phone], ["jenkins-phone", "/jenkins", phone]]) {
    const { tab, errors, close } = await open(path, screen);
    assert.match(await tab.locator("h1").innerText(), /worse/);
    assert.equal(await tab.locator("#changes .row").count(), 20);
    await tab.screenshot({ path: `${directory}/compared-${name}.png` });
    await tab.locator("#changes summary").first().click();
    assert.ok(await tab.locator("#changes dl").first().isVisible(), "a change unfolds its figures");
    await unfoldAll(tab);
    assert.ok(await widthOf(tab) <= screen.viewport.width, `nothing hangs over the edge: ${await widthOf(tab)}`);
    assert.deepEqual(errors, []);
    await close();
  }
};

for (const findings of [0, 4, 89]) {
  const pages = await openPages(`${directory}/${findings}.html`);
  try {
    await withStyle(pages, findings, "desktop", desktop);
    await withStyle(pages, findings, "dark", desktop, { colorScheme: "dark" });
    await withStyle(pages, findings, "phone", phone);
    await underPolicy(pages, findings, "jenkins", desktop);
    await underPolicy(pages, findings, "jenkins-phone", phone);
    await onPaper(pages, findings);
  } finally {
    await pages.close();
  }
}
const compared = await openPages(`${directory}/compared.html`);
try {
  await comparison(compared);
} finally {
  await compared.close();
}
console.log(`reports of 0, 4 and 89 findings are an overview first; screenshots in ${directory}`);
