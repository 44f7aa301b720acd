"""The author side: YAML in, a checked and compiled reference out. Never imported by a reader."""
