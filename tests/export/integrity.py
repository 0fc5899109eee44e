"""The integrity constraints of the RDF Data Cube vocabulary (W3C Recommendation of 2014, section 11), as ASK queries.

Each answers true where the constraint is broken. Said again from the text of the Recommendation; 19 to 21 are asked for
the code lists that are concept schemes, the only ones here, and with `skos:narrower` for a hierarchy's step.
"""

PREFIXES = """PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_MEASURE_DIMENSION = """?obs qb:dataSet/qb:structure ?dsd . ?dsd qb:component/qb:componentProperty qb:measureType ."""
_NO_MEASURE_DIMENSION = """?obs qb:dataSet/qb:structure ?dsd .
    FILTER NOT EXISTS { ?dsd qb:component/qb:componentProperty qb:measureType }"""

CONSTRAINTS = {
    "IC-1": """{ ?obs a qb:Observation FILTER NOT EXISTS { ?obs qb:dataSet ?any } }
        UNION { ?obs a qb:Observation ; qb:dataSet ?one , ?other FILTER(?one != ?other) }""",
    "IC-2": """{ ?set a qb:DataSet FILTER NOT EXISTS { ?set qb:structure ?any } }
        UNION { ?set a qb:DataSet ; qb:structure ?one , ?other FILTER(?one != ?other) }""",
    "IC-3": """?dsd a qb:DataStructureDefinition
        FILTER NOT EXISTS { ?dsd qb:component/qb:componentProperty ?measure . ?measure a qb:MeasureProperty }""",
    "IC-4": "?dim a qb:DimensionProperty FILTER NOT EXISTS { ?dim rdfs:range ?any }",
    "IC-5": """?dim a qb:DimensionProperty ; rdfs:range skos:Concept FILTER NOT EXISTS { ?dim qb:codeList ?any }""",
    "IC-6": """?dsd qb:component ?part . ?part qb:componentRequired false ; qb:componentProperty ?used
        FILTER NOT EXISTS { ?used a qb:AttributeProperty }""",
    "IC-7": """?key a qb:SliceKey FILTER NOT EXISTS { ?dsd a qb:DataStructureDefinition ; qb:sliceKey ?key }""",
    "IC-8": """?key a qb:SliceKey ; qb:componentProperty ?used . ?dsd qb:sliceKey ?key
        FILTER NOT EXISTS { ?dsd qb:component/qb:componentProperty ?used }""",
    "IC-9": """{ ?slice a qb:Slice FILTER NOT EXISTS { ?slice qb:sliceStructure ?any } }
        UNION { ?slice a qb:Slice ; qb:sliceStructure ?one , ?other FILTER(?one != ?other) }""",
    "IC-10": """?slice qb:sliceStructure/qb:componentProperty ?dim FILTER NOT EXISTS { ?slice ?dim ?any }""",
    "IC-11": """?obs qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty
        FILTER NOT EXISTS { ?obs ?dim ?any }""",
    # Two observations of a set that agree on every dimension.
    "IC-12": """?one qb:dataSet ?set . ?other qb:dataSet ?set . FILTER(STR(?one) < STR(?other))
        ?set qb:structure/qb:component/qb:componentProperty ?first . ?first a qb:DimensionProperty .
        ?one ?first ?same . ?other ?first ?same .
        FILTER NOT EXISTS { ?set qb:structure/qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty .
            ?one ?dim ?left . ?other ?dim ?right FILTER(?left != ?right) }""",
    "IC-13": """?obs qb:dataSet/qb:structure/qb:component ?part . ?part qb:componentRequired true ; qb:componentProperty ?used .
        ?used a qb:AttributeProperty FILTER NOT EXISTS { ?obs ?used ?any }""",
    "IC-14": _NO_MEASURE_DIMENSION + """ ?dsd qb:component/qb:componentProperty ?measure . ?measure a qb:MeasureProperty
        FILTER NOT EXISTS { ?obs ?measure ?any }""",
    "IC-15": _MEASURE_DIMENSION + " ?obs qb:measureType ?measure FILTER NOT EXISTS { ?obs ?measure ?any }",
    "IC-16": _MEASURE_DIMENSION + """ ?obs qb:measureType ?measure ; ?other ?any .
        ?dsd qb:component/qb:componentProperty ?other . ?other a qb:MeasureProperty FILTER(?other != ?measure)""",
    # Of the observations that agree on every other dimension, one for each measure.
    "IC-17": _MEASURE_DIMENSION + """ ?dsd qb:component/qb:componentProperty ?wanted . ?wanted a qb:MeasureProperty .
        FILTER NOT EXISTS { ?twin qb:dataSet/qb:structure ?dsd ; qb:measureType ?wanted .
            FILTER NOT EXISTS { ?dsd qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty .
                ?obs ?dim ?left . ?twin ?dim ?right FILTER(?dim != qb:measureType && ?left != ?right) } }""",
    "IC-18": """?set qb:slice ?slice . ?slice qb:observation ?obs FILTER NOT EXISTS { ?obs qb:dataSet ?set }""",
    "IC-19": """?obs qb:dataSet/qb:structure/qb:component/qb:componentProperty ?used . ?used qb:codeList ?list .
        ?list a skos:ConceptScheme . ?obs ?used ?code
        FILTER NOT EXISTS { ?code a skos:Concept ; skos:inScheme ?list }""",
    "IC-20": """?obs qb:dataSet/qb:structure/qb:component/qb:componentProperty ?used . ?used qb:codeList ?list .
        ?list a qb:HierarchicalCodeList ; qb:parentChildProperty skos:narrower . ?obs ?used ?code
        FILTER NOT EXISTS { ?list qb:hierarchyRoot/skos:narrower* ?code }""",
    "IC-21": """?obs qb:dataSet/qb:structure/qb:component/qb:componentProperty ?used . ?used qb:codeList ?list .
        ?list a qb:HierarchicalCodeList ; qb:parentChildProperty ?inverse . ?inverse ^<http://www.w3.org/2002/07/owl#inverseOf>|<http://www.w3.org/2002/07/owl#inverseOf> skos:broader .
        ?obs ?used ?code FILTER NOT EXISTS { ?list qb:hierarchyRoot/^skos:broader* ?code }""",
}


def ask(constraint: str) -> str:
    return f"{PREFIXES}ASK {{ {CONSTRAINTS[constraint]} }}"
