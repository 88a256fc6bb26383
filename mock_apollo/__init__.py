"""A local Apollo.io for tests, CI and demos: start with `mock-apollo serve`."""

__version__ = "0.1.0"
