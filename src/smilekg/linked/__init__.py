"""Linked data: what is said of one of our IRIs, as documents that a program can read and walk on from. No HTTP in here.

    linked = Linked(smilekg.load())
    FORMS["ttl"].write(linked.document("https://w3id.org/smilekg/id/place/320500"))
"""
