import Glibc

/// The signals that end the process, taken by the thread that waits for them and by no other.
struct Signals {
    private var set = sigset_t()

    /// Called before any other thread is there: they all inherit that these are not for them.
    init() {
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for one of them, at most so long. True when one has come.
    mutating func wait(seconds: Int?) -> Bool {
        guard let seconds else {
            var number: Int32 = 0
            while sigwait(&set, &number) != 0 {}
            return true
        }
        var time = timespec(tv_sec: seconds, tv_nsec: 0)
        return sigtimedwait(&set, nil, &time) > 0
    }
}
