// Opens a report in a headless Chromium over its pipe: no console message, the filters work, a case opens.
//
//     node .ci/page.mjs REPORT.html [SCREENSHOT.png]

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [report, screenshot] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "chromium-"));
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,1000",
  `--user-data-dir=${profile}`, "--remote-debugging-pipe", "about:blank"];
const browser = spawn(process.env.CHROMIUM ?? "chromium", flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const [, , , toBrowser, fromBrowser] = browser.stdio;
const waiting = new Map();
const complaints = [];
let last = 0;
let loaded = () => {};

let buffer = "";
fromBrowser.on("data", (data) => {
  const messages = (buffer + data).split("\0");
  buffer = messages.pop();
  for (const { id, method, params, result, error } of messages.map((text) => JSON.parse(text))) {
    if (error) throw new Error(JSON.stringify(error));
    waiting.get(id)?.(result);
    if (method === "Page.loadEventFired") loaded();
    if (["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"].includes(method)) complaints.push(JSON.stringify(params));
  }
});

function send(method, params = {}, sessionId = undefined) {
  const id = ++last;
  toBrowser.write(JSON.stringify({ id, method, params, sessionId }) + "\0");
  return new Promise((resolve) => waiting.set(id, resolve));
}

function expect(what, found, wanted) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
  console.log(`ok  ${what}: ${JSON.stringify(found)}`);
}

async function check() {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const page = (method, params) => send(method, params, sessionId);
  const run = async (expression) => {
    const { result, exceptionDetails } = await page("Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
    return result.value;
  };
  const set = (field, value) => run(`{ const field = filters.elements[${JSON.stringify(field)}];
    field.value = ${JSON.stringify(value)}; field.dispatchEvent(new Event("input", { bubbles: true })); }`);
  const shown = () => run(`document.querySelectorAll("tr.case:not([hidden])").length`);
  const picture = async (name) => writeFileSync(name, Buffer.from((await page("Page.captureScreenshot")).data, "base64"));
  const open = (url) => new Promise((resolve) => { loaded = resolve; page("Page.navigate", { url }); });

  await Promise.all(["Page", "Runtime", "Log"].map((domain) => page(`${domain}.enable`)));
  const url = pathToFileURL(resolve(report)).href;
  await open(url);
  const all = await run(`document.querySelectorAll("tr.case").length`);
  expect("cases are there and all are shown", [all > 0, await shown()], [true, all]);

  const has = (test) => run(`[...document.querySelectorAll("tr.case")].filter((row) => ${test}).length`);
  const word = await run(`document.querySelector(".word:not(.pass):not(.skipped)")?.textContent ?? "pass"`);
  await set("verdict", word);
  const failed = await has(`row.dataset.words.split(" ").includes("${word}")`);
  expect(`the verdict ${word} filters`, [failed > 0, await shown()], [true, failed]);
  await set("testee", "0");
  expect("the testee filters", await shown(), await has(`row.dataset.words.split(" ")[0] === "${word}"`));

  await run(`filters.querySelector("[type=reset]").click()`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect("the reset shows all", [await shown(), await run("location.hash")], [all, ""]);

  const group = await run(`document.querySelectorAll("tr.case")[0].dataset.group`);
  await set("group", group);
  expect("the group filters", await shown(), await has(`row.dataset.group === "${group}"`));
  const id = await run(`document.querySelector("tr.case button.id").textContent`);
  await set("group", "");
  await set("text", id.toUpperCase());
  expect("the text filters, whatever its case", [await shown() >= 1, await shown() < all || all === 1], [true, true]);
  await open("about:blank");
  await open(`${url}#verdict=${word}&text=${encodeURIComponent(id.split("/")[0])}`);
  expect("the address keeps the filters", await run(`[filters.elements.verdict.value, filters.elements.text.value]`), [word, id.split("/")[0]]);

  await run(`filters.querySelector("[type=reset]").click()`);
  await set("verdict", word);
  await run(`document.querySelector("tr.case:not([hidden]) button.id").click()`);
  expect("a click opens the case", await run(`document.querySelectorAll("tr.detail:not([hidden])").length`), 1);
  if (screenshot) await picture(screenshot);
  await run(`document.querySelector("tr.case:not([hidden]) button.id").click()`);
  expect("another one closes it", await run(`document.querySelectorAll("tr.detail:not([hidden])").length`), 0);
  expect("nothing is wider than the page", await run("document.documentElement.scrollWidth <= innerWidth"), true);
  expect("the console is silent", complaints, []);
}

const late = setTimeout(() => { console.error("the browser took too long"); browser.kill(); process.exit(1); }, 60_000);
let code = 0;
try {
  await check();
} catch (error) {
  console.error(`not ok  ${error.message}`);
  code = 1;
}
clearTimeout(late);
browser.once("exit", () => {
  // Its helpers may write a moment longer.
  setTimeout(() => {
    try { rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); } catch { /* the system cleans up */ }
    process.exit(code);
  }, 300);
});
send("Browser.close");
