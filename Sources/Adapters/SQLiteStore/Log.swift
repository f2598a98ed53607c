import Runtime

/// The write-ahead log of a database, and when its pages are moved out of it.
final class Log {
    /// How many pages it had after the last commit.
    var pages = 0
    /// Why pages could not be moved the last time; nil when they could.
    private(set) var failure: StoreError?

    private let pagesUntilMoved: Int
    /// Readers that overlap can keep the log from beginning anew. So many pages on they are waited
    /// for, but only for a moment: one that stays, such as a backup, lets the log grow meanwhile.
    private let pagesBetweenWaits: Int
    private var pagesUntilWaiting: Int
    /// How often readers were waited for in vain.
    private(set) var waits = 0

    /// - Parameter pagesUntilMoved: Few mean that no commit waits long for it, many that pages that
    ///   change often are moved less often.
    init(pagesUntilMoved: Int) {
        self.pagesUntilMoved = pagesUntilMoved
        pagesBetweenWaits = pagesUntilMoved * 64
        pagesUntilWaiting = pagesBetweenWaits
    }

    /// To be called after a commit, which stays good whether or not this succeeds: pages that
    /// cannot be moved now stay in the log, and are moved another time.
    func keepShort(_ connection: borrowing Connection) {
        guard pages >= pagesUntilMoved else { return }
        if pages < pagesBetweenWaits { pagesUntilWaiting = pagesBetweenWaits }
        do throws(StoreError) {
            if pages < pagesUntilWaiting {
                try connection.checkpoint()
            } else if try connection.checkpoint(waiting: true) {
                pagesUntilWaiting = pagesBetweenWaits
            } else {
                waits += 1
                pagesUntilWaiting = pages + pagesBetweenWaits
            }
            failure = nil
        } catch {
            failure = error
        }
    }
}
