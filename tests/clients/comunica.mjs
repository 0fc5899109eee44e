// Asks an endpoint through Comunica: node comunica.mjs ENDPOINT QUERY. Writes the names as JSON.
import { QueryEngine } from '@comunica/query-sparql';

const [endpoint, query] = process.argv.slice(2);
const bindings = await new QueryEngine().queryBindings(query, { sources: [{ type: 'sparql', value: endpoint }] });
console.log(JSON.stringify((await bindings.toArray()).map(row => row.get('name').value)));
