import Kit

extension LedgerWriter {
    /// Tells everyone how far the policies have come.
    func showLag() {
        for follower in desk.registry.followers {
            let mark = follower.mark
            if mark >= committed {
                follower.lag.note(mark: mark, waitingSince: nil)
            } else if let first = tail.first, first.position == mark + 1 {
                follower.lag.note(mark: mark, waitingSince: first.time)
            } else {
                // One that is behind, or whose service is down.
                follower.lag.note(mark: mark) {
                    try? desk.store.facts(after: mark, limit: 1).first?.time
                }
            }
        }
    }
}
