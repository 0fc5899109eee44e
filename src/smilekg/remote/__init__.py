"""SPARQL stores behind an endpoint: asking them, and loading into them."""
