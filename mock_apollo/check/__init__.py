"""Which findings does recorded traffic have? HAR, VCR cassettes, exports of the journal, and more."""
