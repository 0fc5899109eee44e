"""SPARQL from outside, run in processes of its own with a limit on everything."""
