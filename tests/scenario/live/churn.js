// Handles batches of requests, whose objects V8 collects when it likes: churn.js clean|leak|hoard SECONDS
//
// `leak` holds on to a twentieth of each batch; `hoard` makes a tenth as many, and holds on to all of them.
'use strict';

const kStepsOfBatch = 10;
const kRequestsOfStep = 2000;
const kStepMilliseconds = 50;

const leaks = process.argv[2] === 'leak';
const hoards = process.argv[2] === 'hoard';
const end = Date.now() + 1000 * Number(process.argv[3]);
const held = [];

let batch = [];
let batches = 0;

function makeRequest(id) {
  return {id, path: `/item/${id}`, headers: {host: 'localhost', cookie: `session=${id * 7919}`}, body: new Array(60).fill(id)};
}

function hoard() {
  for (let i = 0; i < kRequestsOfStep / 10; ++i) held.push(makeRequest(held.length));
  if (Date.now() >= end) clearInterval(timer);
}

function step() {
  for (let i = 0; i < kRequestsOfStep; ++i) batch.push(makeRequest(batches * 1e6 + batch.length));
  if (batch.length >= kStepsOfBatch * kRequestsOfStep) {
    if (leaks) held.push(batch.slice(0, batch.length / 20));
    batch = [];
    ++batches;
  }
  if (Date.now() >= end) clearInterval(timer);
}

const timer = setInterval(hoards ? hoard : step, kStepMilliseconds);
