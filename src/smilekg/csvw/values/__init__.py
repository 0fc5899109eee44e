"""What the text of a cell must look like, and the lexical form that its literal carries."""
