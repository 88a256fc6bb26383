"""How is a running fake steered and asked about itself? Everything under `/__admin`."""
