"""What changed between two releases of the graph: entries, identities, and everything else."""
