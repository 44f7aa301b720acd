"""The whole reference in other forms, written to a file or folder that the reader names."""
