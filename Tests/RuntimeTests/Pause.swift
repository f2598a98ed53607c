import Glibc

/// Lets other threads go ahead.
func pause() { usleep(500) }
