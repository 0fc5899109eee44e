"""The pages that people look at, as HTML in Chinese and English: one renderer for the server and the static site.

    Site(smilekg.load()).page("place/320500", "zh")

No HTTP in here: a page is bytes and a media type.
"""
