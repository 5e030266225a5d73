"""Charts of a report: from plain values to marks on a sheet of 340 units, printed as SVG with real text."""
