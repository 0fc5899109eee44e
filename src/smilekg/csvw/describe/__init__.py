"""CSVW metadata -> the description of tables: found, read, checked, normalised."""
