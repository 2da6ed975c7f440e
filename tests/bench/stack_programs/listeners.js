// The same. What leaks: the listeners, and what they close over, that subscribe() adds to an emitter that stays.
// node listeners.js SECONDS

const { EventEmitter } = require('events');
const { serve } = require('./requests.js');

const changes = new EventEmitter();
changes.setMaxListeners(0);

function subscribe(id) {
  const state = { id, name: `client ${id} `.repeat(3), seen: new Array(60 + (id * 11) % 300).fill(id) };
  changes.on('change', (value) => { state.seen.push(value); });
  return state.seen.length;
}

serve(subscribe, 8);
