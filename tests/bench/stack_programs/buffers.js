// The same. What leaks: the bodies of requests that archive() keeps, as Buffers. node buffers.js SECONDS

const { serve } = require('./requests.js');

const archived = new Map();

function archive(id) {
  const body = Buffer.alloc(500 + (id * 131) % 18000, 'x');
  archived.set(id, body);
  return body.length;
}

serve(archive, 5);
