// server.js PORT HOLD_SECONDS
const { DurableStreamTestServer } = require('@durable-streams/server');

const [port, hold] = process.argv.slice(2).map(Number);
const streams = new DurableStreamTestServer({
  host: '127.0.0.1',
  port,
  longPollTimeout: hold * 1_000,
  compression: false,
});
streams.start().then(() => {
  streams.server.keepAliveTimeout = 300_000; // 5 s by default: a quiet publisher would lose its connection
});
