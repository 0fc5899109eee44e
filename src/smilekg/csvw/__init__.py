"""CSV on the Web -> RDF, at any size: metadata -> table description -> one compiled function -> N-Triples.

This room knows nothing of smilekg's own model: it turns anybody's tables into triples.
"""
