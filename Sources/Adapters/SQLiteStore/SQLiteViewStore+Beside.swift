public import Runtime

extension SQLiteViewStore {
    /// What no name of a view begins with.
    private static let mark = "+"

    public func beginBeside(_ view: Int) throws(StoreError) -> Int {
        guard schemas.indices.contains(view) else { throw .failed("view \(view) is not open") }
        let schema = schemas[view]
        return try disposing { () throws(StoreError) in
            let number = try (connection.number("SELECT max(number) FROM view") ?? 0) + 1
            nextBeside += 1
            try transaction { () throws(StoreError) in
                try create(
                    schema,
                    named: "\(Self.mark)\(nextBeside) \(schema.name)",
                    number: number
                )
            }
            beside[nextBeside] = try ViewTable(
                connection,
                number: number,
                columnCount: schema.columns.count
            )
            return nextBeside
        }
    }

    public func swap(_ index: Int, into view: Int) throws(StoreError) {
        guard schemas.indices.contains(view), let new = beside[index] else {
            throw .failed("nothing is beside view \(view)")
        }
        let old = try table(view)
        try disposing { () throws(StoreError) in
            try transaction { () throws(StoreError) in
                let rename = try connection.prepare("UPDATE view SET name = ? WHERE number = ?")
                for (name, number) in [
                    ("\(Self.mark)\(index) old", old.number), (schemas[view].name, new.number),
                ] {
                    rename.bind(1, name)
                    rename.bind(2, number)
                    try rename.run()
                }
            }
            queries.removeAll()
            beside[index] = nil
            tables[view] = new
        }
        // Nobody sees them any more; what is left of them is taken away at the next start.
        try? remove(old.number)
    }

    public func throwAway(_ index: Int) throws(StoreError) {
        guard let table = beside.removeValue(forKey: index) else { return }
        queries.removeAll()
        try disposing { () throws(StoreError) in try remove(table.number) }
    }

    public func rows(
        after number: Int64,
        of view: Int,
        limit: Int
    ) throws(StoreError) -> [StoredRow] {
        let table = try table(view)
        return try disposing { () throws(StoreError) in
            try table.rows(after: number, limit: limit)
        }
    }

    /// What a process has left that ended while it made rows anew.
    func throwAwayLeftovers() throws(StoreError) {
        var numbers: [Int64] = []
        do {
            let select = try connection.prepare(
                "SELECT number FROM view WHERE substr(name, 1, 1) = '\(Self.mark)'"
            )
            while try select.step() { numbers.append(select.number(0)) }
        }
        for number in numbers { try remove(number) }
    }

    private func remove(_ number: Int64) throws(StoreError) {
        try transaction { () throws(StoreError) in
            try connection.execute(
                "DROP TABLE rows_\(number); DELETE FROM view WHERE number = \(number);"
            )
        }
    }
}
