"""What members are told by mail; each kind looks again at everything just before it is sent."""
