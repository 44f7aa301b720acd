"""What answers from a compiled reference: nothing here prints, writes or compiles."""
