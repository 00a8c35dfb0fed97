// server.js PORT
const http = require('node:http');
const faye = require('faye');

const server = http.createServer((request, response) => response.writeHead(404).end());
server.keepAliveTimeout = 300_000; // 5 s by default: a quiet publisher would lose its connection
new faye.NodeAdapter({ mount: '/faye' }).attach(server);
server.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 });
