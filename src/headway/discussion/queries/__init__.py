"""Read what people say, follow and wait for."""
