// A service for node: each request goes through ten functions that keep nothing, or a bounded number. What leaks: the rows
// that remember() keeps. node arrays.js SECONDS

const { serve } = require('./requests.js');

const kept = [];

function remember(id) {
  const row = [];
  for (let i = 0; i < 40 + (id * 7) % 400; ++i) row.push({ id, value: i + 0.5 });
  kept.push(row);
  return row.length;
}

serve(remember, 6);
