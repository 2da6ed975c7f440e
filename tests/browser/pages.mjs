// Pages in Chromium, as they are and under Jenkins' policy.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const jenkinsPolicy = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'";

// Serves the page of a file, under "/jenkins" with the policy.
export const openPages = async (page) => {
  const html = readFileSync(page);
  const server = createServer((request, response) => {
    const headers = { "Content-Type": "text/html; charset=utf-8" };
    if (request.url === "/jenkins") headers["Content-Security-Policy"] = jenkinsPolicy;
    response.writeHead(request.url === "/favicon.ico" ? 204 : 200, headers);
    response.end(request.url === "/favicon.ico" ? undefined : html);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
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
    await tab.goto(`http://127.0.0.1:${server.address().port}${path}`);
    return { tab, errors, close: () => context.close() };
  };
  return { open, close: async () => { await browser.close(); server.close(); } };
};
