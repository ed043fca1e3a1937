"""The API in the shapes of the original's, so that its clients work against this one as they are."""
