"""The graph over HTTP: pages, linked data and a SPARQL endpoint, read-only."""
