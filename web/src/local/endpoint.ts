// An endpoint inside the page: requests of the SPARQL 1.1 Protocol to one address are answered by the worker, not sent.
import { ask, ROWS } from "./engine.ts";

const READ = [ROWS, "application/sparql-results+xml", "text/csv", "text/tab-separated-values", "text/turtle", "application/n-triples", "application/rdf+xml"];

/** What a request accepts and Oxigraph writes, as it names them first; rows as JSON and triples as Turtle behind them. */
export function formatsOf(accept: string): string[] {
  const named = accept.split(",").map((one) => one.split(";")[0]!.trim()).map((one) => (one === "application/json" ? ROWS : one));
  return [...new Set([...named.filter((one) => READ.includes(one)), ROWS, "text/turtle"])];
}

/** The query of a request: in its address, in its form, or as its body. */
async function queryOf(request: Request): Promise<string> {
  const inAddress = new URL(request.url).searchParams.get("query");
  if (inAddress !== null || request.method === "GET") return inAddress ?? "";
  const body = await request.text();
  return request.headers.get("content-type")?.startsWith("application/sparql-query") ? body : (new URLSearchParams(body).get("query") ?? "");
}

async function answered(request: Request): Promise<Response> {
  try {
    const { text, format } = await ask(await queryOf(request), formatsOf(request.headers.get("accept") ?? ""), request.signal);
    return new Response(text, { headers: { "content-type": format } });
  } catch (error) {
    if (request.signal.aborted) throw error;
    return new Response((error as Error).message, { status: 400, headers: { "content-type": "text/plain" } });
  }
}

/** From now on, requests of this page to `endpoint` stay in it. */
export function answerHere(endpoint: URL): void {
  const send = window.fetch.bind(window);
  window.fetch = (input, init) => {
    const address = new URL(input instanceof Request ? input.url : input, location.href);
    return address.origin + address.pathname === endpoint.origin + endpoint.pathname ? answered(new Request(input, init)) : send(input, init);
  };
}
