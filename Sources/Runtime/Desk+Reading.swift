import Kit

/// Reading goes through here, so that a failing store is one kind of failure.
extension Desk {
    /// Lets a policy look things up. What cannot be found out is thrown, whatever came of it.
    func looking<Result>(_ look: () -> Result) throws -> Result {
        lookupFailure = nil
        let result = look()
        if let lookupFailure { throw lookupFailure }
        return result
    }

    func history(
        of stream: StreamID,
        fromSnapshot: Bool
    ) throws -> (Snapshot?, [StoredFact]) {
        do { return try store.history(of: stream, fromSnapshot: fromSnapshot) } catch {
            throw Failure.storage(error)
        }
    }

    func key(of stream: StreamID) throws -> Key {
        // One entered by this very batch is not in the store yet.
        if let entry = batch.directory.last(where: { $0.stream == stream }) { return entry.key }
        do {
            guard let key = try store.key(of: stream) else {
                throw Failure.unreadable("stream \(stream.packed)")
            }
            return key
        } catch let error as StoreError {
            throw Failure.storage(error)
        }
    }

    /// One of this very batch is not asked for: the same call is not taken twice at a time.
    func reply(to call: CallID) throws -> StoredReply? {
        do { return try store.reply(to: call) } catch { throw Failure.storage(error) }
    }

    func number(of key: Key, kind: Int32) throws -> Int64? {
        do { return try store.number(of: key, kind: kind) } catch { throw Failure.storage(error) }
    }
}
