// report_test.mjs PAGE DIRECTORY: opens an HTML report in Chromium, with scripts and under Jenkins' policy, checks what has to be
// there, and leaves screenshots in the directory. PAGE has at least one finding with a plot, and a process named by a script element.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [page, directory] = process.argv.slice(2);
const html = readFileSync(page);
const jenkinsPolicy = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'";

const server = createServer((request, response) => {
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  if (request.url === "/jenkins") headers["Content-Security-Policy"] = jenkinsPolicy;
  response.writeHead(request.url === "/favicon.ico" ? 204 : 200, headers);
  response.end(request.url === "/favicon.ico" ? undefined : html);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });

// Opens the page; what it says on the console, other than of the policy, is an error.
const open = async (path, options) => {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(String(error)));
  tab.on("dialog", (dialog) => { errors.push("a dialog: " + dialog.message()); dialog.dismiss(); });
  tab.on("console", (message) => {
    const isPolicy = path === "/jenkins" && /Content Security Policy|sandboxed/.test(message.text());
    if (message.type() === "error" && !isPolicy) errors.push(message.text());
  });
  await tab.goto(address + path);
  return { tab, errors, close: () => context.close() };
};

// What is to be read and seen on every page, whatever runs.
const checkContent = async (tab) => {
  assert.match(await tab.locator("h1").innerText(), /Tidemark: (critical|leak|suspect)/);
  assert.ok(await tab.locator("#findings article").count() > 0, "there are findings");
  assert.ok(await tab.locator("#findings article dd").first().isVisible(), "the evidence is in words");
  assert.ok(await tab.locator("#processes tbody tr").count() >= await tab.locator("#findings article").count());
  const text = await tab.locator("body").innerText();
  for (const name of ["VIRT", "RES", "SHR"]) assert.ok(text.includes(name), `${name} is named as top does`);
  assert.equal(await tab.locator("main script:not([type='application/json'])").count(), 0, "names are inert");
};

const widthOf = (tab) => tab.evaluate(() => document.documentElement.scrollWidth);

const withScripts = async (name, options) => {
  const { tab, errors, close } = await open("/", options);
  await checkContent(tab);
  await tab.locator(".uplot canvas").first().waitFor();
  await tab.waitForTimeout(300);
  await tab.screenshot({ path: `${directory}/${name}.png` });
  assert.ok(await widthOf(tab) <= options.viewport.width, "nothing hangs over the edge");
  await tab.locator("#processes").scrollIntoViewIfNeeded();
  await tab.screenshot({ path: `${directory}/${name}-table.png` });

  const rows = tab.locator("#processes tbody tr:visible");
  const all = await rows.count();
  await tab.getByRole("searchbox").fill("no such process");
  assert.equal(await rows.count(), 0, "the search narrows down");
  await tab.getByRole("searchbox").fill("");
  assert.equal(await rows.count(), all);
  const box = tab.locator(".tools input[type=checkbox]").first();
  await box.focus();
  await tab.keyboard.press("Space");
  assert.ok(await rows.count() < all, "a verdict can be left out, by keyboard");
  await tab.keyboard.press("Space");
  await tab.getByRole("button", { name: "PID" }).focus();
  await tab.keyboard.press("Enter");
  const pids = (await tab.locator("#processes tbody tr td:nth-child(3)").allInnerTexts()).map(Number);
  assert.deepEqual(pids, [...pids].sort((one, other) => other - one), "the table is sorted");

  const legend = tab.locator(".uplot").first().locator(".u-series");
  const hidden = () => legend.evaluateAll((items) => items.filter((item) => item.classList.contains("u-off")).length);
  const before = await hidden();
  await legend.nth(1).locator("th").click();
  assert.notEqual(await hidden(), before, "a line can be shown and hidden");
  assert.deepEqual(errors, []);
  await close();
};

const underPolicy = async (name, options) => {
  const { tab, errors, close } = await open("/jenkins", options);
  await checkContent(tab);
  const plot = tab.locator("#findings article svg").first();
  assert.ok((await plot.boundingBox()).height > 50, "the plot is drawn without style");
  assert.ok(await plot.locator("path[stroke='#c1121f']").count() > 0, "the fitted line is there");
  assert.equal(await tab.locator(".uplot").count(), 0);
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
  await browser.close();
  server.close();
}
