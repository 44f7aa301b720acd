"""Records in, something printable out: one module a format, all over the same `Page`."""
