// A handler of Bitrix24 events with Express. What makes it right is `extended: true`: without it there is no `data`.
//
//     cd kit/handlers/express && npm ci
//     APPLICATION_TOKEN=… node handler.js 8080
const crypto = require("node:crypto");
const express = require("express");

const app = express();
let last = null;

// Past a limit the answer is an error and no silent cut: `auth` comes last.
app.use("/events", express.urlencoded({ extended: true, limit: "2mb", parameterLimit: 5000, depth: 32, arrayLimit: 1000 }));

// The probe, for tests alone: the event that was accepted last.
app.get("/probe", (request, response) => response.json(last));
app.get("/events", (request, response) => response.send("here"));

app.post("/events", (request, response) => {
  const body = request.body ?? {};
  if (!isKnown(body.auth?.application_token) || typeof body.event !== "string") {
    return response.status(403).send("not from a portal that is known here");
  }
  // Accepted: put it where it is not lost, answer, and work later. Here the last one is all that is kept.
  last = { event: body.event, data: body.data };
  response.send("ok");
});

// Errors of the decoder: the default answer would repeat what was sent.
app.use((error, request, response, next) => response.status(error.status ?? 400).send("not an event"));

// Only a text is a token, and an empty setting lets nobody in.
function isKnown(token) {
  const expected = Buffer.from(process.env.APPLICATION_TOKEN ?? "");
  const found = Buffer.from(typeof token === "string" ? token : "");
  return expected.length > 0 && found.length === expected.length && crypto.timingSafeEqual(found, expected);
}

app.listen(Number(process.argv[2]), "127.0.0.1");
