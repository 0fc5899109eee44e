"""SDM-RDFizer over entries.csv: `python with_rdfizer.py REMOVE_DUPLICATES(yes|no) MAPPING OUT`."""

import os
import sys
from pathlib import Path

CONFIGURATION = """
[datasets]
number_of_datasets: 1
output_folder: {folder}
all_in_one_file: yes
remove_duplicate: {duplicates}
enrichment: yes
name: {name}
ordered: yes
large_file: false
[dataset1]
name: {name}
mapping: {mapping}
"""

duplicates, mapping, out = sys.argv[1:]
Path("rdfizer.ini").write_text(CONFIGURATION.format(
    duplicates=duplicates, mapping=mapping, folder=Path(out).parent, name=Path(out).stem))
# rdfizer imports the ODBC driver when it starts and fails where the system has no libodbc; a CSV needs neither.
Path("pyodbc.py").touch()
os.execv(sys.executable, [sys.executable, "-m", "rdfizer", "-c", "rdfizer.ini"])
