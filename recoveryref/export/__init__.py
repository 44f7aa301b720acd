"""The whole reference written out for another place: one module a form."""
