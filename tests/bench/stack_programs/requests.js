// What the services for node have in common: ten functions of ordinary work, which keep nothing, or a bounded number.

const any = (least, most) => least + Math.floor(Math.random() * (most - least + 1));
const makeText = (length) => 'the quick brown fox jumps over the lazy dog '.repeat(length / 44 + 1).slice(0, length);

function parseRequest() {
  const headers = {};
  for (const [i, word] of makeText(any(300, 4000)).split(' ').entries()) headers[`${word}${i}`] = `value of ${word}`;
  return Object.keys(headers).length;
}

function buildResponse() {
  const parts = [];
  for (let length = 0, wanted = any(500, 20000); length < wanted; length += 16) parts.push(`<td>${length}</td>`);
  return parts.join('\n').length;
}

function sortRecords() {
  const records = Array.from({ length: any(20, 300) }, () => ({ key: any(0, 1e6), name: 'record' }));
  return records.sort((a, b) => a.key - b.key)[0].key;
}

const pages = new Map();

function lookUp() {
  const number = any(0, 2000);
  if (!pages.has(number)) pages.set(number, { text: makeText(any(1000, 8000)), words: makeText(500).split(' ') });
  if (pages.size > 400) pages.delete(pages.keys().next().value);
  return pages.size;
}

const lines = [];

function writeLog() {
  lines.push(`a request of ${any(1, 20000)} bytes took ${any(1, 9000)} us`);
  if (lines.length > 1000) lines.shift();
  return lines.length;
}

function renderPage() {
  const parts = [];
  for (let i = any(5, 60); i > 0; --i) parts.push('<p>' + makeText(any(100, 400)) + '</p>');
  return parts.join('').length;
}

function decodeBody() {
  const body = Buffer.from(makeText(any(200, 16000)));
  return Buffer.from(body.toString('base64'), 'base64').length;
}

function countWords() {
  const counts = new Map();
  for (const word of makeText(any(500, 6000)).split(' ')) {
    const key = word + any(0, 40);
    counts.set(key, (counts.get(key) || 0) + 1);
  }
  return counts.size;
}

function readJson() {
  const text = JSON.stringify(Array.from({ length: any(10, 100) }, (_, i) => ({ i, name: `item ${i}`, tags: ['a', 'b'] })));
  return JSON.parse(text).length;
}

function compressReply() {
  return makeText(any(1000, 12000)).replace(/ /g, '').toUpperCase().length;
}

// Serves 10 requests every 10 ms, of each twenty of which `times` also call `leak`.
function serve(leak, times) {
  let done = 0;
  let id = 0;
  function handleRequest() {
    done += parseRequest() + decodeBody() + lookUp() + sortRecords();
    done += countWords() + renderPage() + buildResponse() + readJson() + compressReply() + writeLog();
    if (id % 20 < times) done += leak(id);
    ++id;
  }
  const timer = setInterval(() => { for (let i = 0; i < 10; ++i) handleRequest(); }, 10);
  setTimeout(() => { clearInterval(timer); console.log(done); }, 1000 * Number(process.argv[2] || 10));
}

module.exports = { serve };
