// Asks an endpoint through sparql-http-client: node sparql-http-client.mjs ENDPOINT QUERY METHOD. Writes the names as JSON;
// of a CONSTRUCT query how many triples there are.
import SparqlClient from 'sparql-http-client';

const [endpointUrl, query, operation] = process.argv.slice(2);
const client = new SparqlClient({ endpointUrl });
const stream = query.includes('CONSTRUCT') ? client.query.construct(query, { operation }) : client.query.select(query, { operation });
const found = [];
for await (const row of stream) found.push(row);
console.log(JSON.stringify(query.includes('CONSTRUCT') ? found.length : found.map(row => row.name.value)));
