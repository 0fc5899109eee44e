"""morph-kgc over entries.csv: `python with_morph_kgc.py PROCESSES MAPPING OUT`."""

import os
import sys
from pathlib import Path

# `na_values` empty: by default the name "nan" is taken for a missing value.
CONFIGURATION = """
[CONFIGURATION]
na_values=,
output_format=N-TRIPLES
output_file={out}
number_of_processes={processes}
logging_level=ERROR
[entries]
mappings={mapping}
"""

processes, mapping, out = sys.argv[1:]
Path("morph-kgc.ini").write_text(CONFIGURATION.format(processes=processes, mapping=mapping, out=out))
os.execv(sys.executable, [sys.executable, "-m", "morph_kgc", "morph-kgc.ini"])
