"""The graph and its tables as files for other programs: one module a format, all listed in `formats.py`."""
