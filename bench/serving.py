"""`python -m bench.serving MODULE:APP PORT`: one of the processes that serve a port, as `varde serve` does it."""

import os
import sys

from varde import running

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "varde.settings")
    with running.listening(int(sys.argv[2]), is_first=False) as socket:
        running.serve(socket, sys.argv[1])
