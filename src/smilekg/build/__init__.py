"""The side that makes Turtle. Everything else reads what it wrote."""
