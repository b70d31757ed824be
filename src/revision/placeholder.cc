// revision
