import Kit

extension ViewKeeper {
    /// Makes room for views that are to be built again; they catch up like any other.
    func begin(_ orders: [RebuildOrder]) {
        for order in orders {
            do { try begin(order) } catch {
                order.end(.failure((error as? StoreError).map { Failure.storage($0) } ?? error))
            }
        }
        if !orders.isEmpty { restage() }
    }

    private func begin(_ order: RebuildOrder) throws {
        guard tables.indices.contains(order.index) else { throw Failure.unknownKind(order.view) }
        let live = tables[order.index]
        guard live.isRunning else { throw Failure.unreachable(service: live.serviceName) }
        guard !rebuilds.contains(where: { $0.live === live }) else {
            throw RebuildProblem.underWay(order.view)
        }
        let shadow = live.another()
        let index = try store.beginBeside(live.index)
        try shadow.open(at: index, head: (mark: 0, count: 0), store: store)
        rebuilds.append(Rebuild(order, live: live, shadow: shadow))
    }

    /// Goes on with what is built beside: compares a stretch, or swaps what is compared.
    func rebuildOn(isStopping: Bool) {
        guard !rebuilds.isEmpty else { return }
        var isOver = false
        for rebuild in rebuilds {
            rebuild.order.note { $0.position = rebuild.shadow.mark }
            if isStopping || !goOn(with: rebuild) {
                close(rebuild)
                isOver = true
            }
        }
        if isOver {
            rebuilds.removeAll { $0.order.result(within: 0) != nil }
            restage()
        }
    }

    /// False when it is over, however it has ended.
    private func goOn(with rebuild: Rebuild) -> Bool {
        if rebuild.order.isCancelled {
            rebuild.order.end(.failure(RebuildProblem.cancelled))
        } else if let reason = rebuild.shadow.haltReason {
            rebuild.order.end(.failure(RebuildProblem.halted(reason)))
        } else if rebuild.isAbreast {
            do {
                // What is compared and swapped is what the store holds.
                if dirt > 0, let error = flush(everyone, in: store) { throw error }
                guard rebuild.isAbreast, try rebuild.compare(in: store) else { return true }
                try rebuild.swap(in: store)
                reported.remove(rebuild.order.index)
            } catch {
                let failure = (error as? StoreError).map { Failure.storage($0) }
                rebuild.order.end(.failure(failure ?? error))
            }
        }
        return rebuild.order.result(within: 0) == nil
    }

    /// What cannot be thrown away now is thrown away when the store is opened the next time.
    private func close(_ rebuild: Rebuild) {
        rebuild.order.end(.failure(Failure.stopped))
        if case .success = rebuild.order.result(within: 0) { return }
        try? store.throwAway(rebuild.shadow.index)
    }
}

extension ViewHall {
    /// Builds a view again from the first fact, beside the live one.
    ///
    /// - Parameter view: Its index among the definitions.
    public func rebuild(_ view: Int) -> RebuildOrder {
        let name = definitions.indices.contains(view) ? definitions[view].schema.name : "view"
        let order = RebuildOrder(view: name, index: view)
        if !take(order) { order.end(.failure(Failure.stopped)) }
        return order
    }
}

extension Ledger {
    /// Lets views look at a ledger in which nothing is decided: no policy runs, no timer fires, and
    /// nothing is written but the numbers of kinds that are new. Instead of `start`.
    public func open(_ store: any LedgerStore) throws {
        let head: StoreHead
        do { head = try store.open(kinds: registry.kinds.map(\.path)) } catch {
            throw Failure.storage(error)
        }
        open(at: head)
    }
}
