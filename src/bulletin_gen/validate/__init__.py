"""Turn drafts into the model by one field table, and report all that is wrong with them. Writes nothing."""
