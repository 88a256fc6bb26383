"""How do calls come in over HTTP? Settings, server, pages, control API."""
