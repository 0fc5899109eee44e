"""Run the notebooks in fresh kernels and keep their outputs: `python examples/run.py`, or with names of notebooks.

`--to FOLDER` writes the result there instead of over the notebook. Needs nbclient and ipykernel (extra `dev`).
"""

import argparse
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

HERE = Path(__file__).resolve().parent


def run(notebook: Path) -> nbformat.NotebookNode:
    """The notebook with fresh outputs and nothing that changes from run to run. Raises CellExecutionError."""
    content = nbformat.read(notebook, as_version=4)
    with tempfile.TemporaryDirectory(prefix="nb-") as folder:
        # Sockets in files: the kernel is reached even where there is no network at all, not even 127.0.0.1.
        sockets = Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})
        NotebookClient(content, config=sockets, kernel_name="python3", timeout=60, record_timing=False,
                       coalesce_streams=True, resources={"metadata": {"path": str(notebook.parent)}}).execute()
    content.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                        "language_info": {"name": "python"}}
    for cell in content.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                output.pop("execution_count", None)
                if output.output_type == "execute_result":
                    output.execution_count = None
    return content


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path, default=sorted(HERE.glob("*.ipynb")))
    parser.add_argument("--to", type=Path)
    given = parser.parse_args()
    for notebook in given.notebooks:
        done = run(notebook.resolve())
        (given.to or notebook.parent).joinpath(notebook.name).write_text(nbformat.writes(done) + "\n", "utf-8")


if __name__ == "__main__":
    main()
