"""Everything that a world can do, in any order, for as long as one likes: `make torture`."""
