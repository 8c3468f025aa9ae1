"""Door for many panels: files in, files out, no row lost."""
