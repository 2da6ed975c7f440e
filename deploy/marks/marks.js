// Marks a test in Node.js, whose standard library has no UNIX datagrams: a stream takes the same texts, a line each.
const net = require('net');

function connectToRecorder() {
  const path = process.env.TIDEMARK_SOCKET || '/run/tidemark/recorder.sock';
  const recorder = net.connect(path + '.stream');
  recorder.on('error', () => {}); // no recorder runs
  recorder.unref(); // keeps no test run from ending
  recorder.resume(); // each line is answered
  return recorder;
}

const recorder = connectToRecorder();

function mark(kind, name) {
  return new Promise(done => recorder.destroyed ? done() : recorder.write(`${kind} ${name}\n`, () => done()));
}

async function main() {
  await mark('begin', 'upload');
  // the test
  await mark('end', 'upload');
}

main();
