"""The tables of a report as a workbook to reckon on with: numbers as numbers, words in the reader's language."""
