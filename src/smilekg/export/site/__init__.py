"""The explorer as files that any file server can serve, also in a subfolder: the pages of `pages`, with no server behind.

What a server does for them, the browser does here: it searches a file of names, and asks the questions itself.
"""
