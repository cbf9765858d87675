"""`python -m assay_exporter` is `assay-export`."""

import sys

from assay_exporter.command import main

sys.exit(main())
