"""Where alerts come in from: how old each source is, and taking in a file by hand."""
