// server.js PORT DATABASE...: what is in them is lost with the process.
const http = require('node:http');
const express = require('express');
const PouchDB = require('pouchdb-core')
  .plugin(require('pouchdb-adapter-memory'))
  .plugin(require('pouchdb-mapreduce'))
  .plugin(require('pouchdb-replication'))
  .plugin(require('pouchdb-find'))
  .defaults({ adapter: 'memory' });

const [port, ...databases] = process.argv.slice(2);
// One listener for each poll that is held.
require('node:events').defaultMaxListeners = 0;

const app = express();
app.use(
  require('express-pouchdb')(PouchDB, {
    mode: 'minimumForPouchDB',
    inMemoryConfig: true,
    logPath: '/dev/null',
  }),
);

Promise.all(databases.map((name) => new PouchDB(name).info())).then(() => {
  const server = http.createServer(app);
  server.keepAliveTimeout = 300_000; // 5 s by default: a quiet publisher would lose its connection
  server.listen({ host: '127.0.0.1', port: Number(port), backlog: 4096 });
});
