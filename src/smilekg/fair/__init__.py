"""How findable, accessible, interoperable and reusable the ontology and the data set are, judged offline on an export.

The checks are those of two public tools: FOOPS! for ontologies (24 tests, https://w3id.org/foops/catalogue) and F-UJI for
data sets (the 17 FAIRsFAIR metrics, version 0.5). Each keeps the tool's id and is said again in our own words.
"""
