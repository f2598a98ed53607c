import KitTesting

extension Seed {
    /// Of a hundred times, so many.
    mutating func happens(_ percent: Int) -> Bool { below(100) < percent }

    /// From 0 to one less; 0 for nothing to choose from.
    mutating func below(_ count: Int) -> Int {
        count > 0 ? Int.random(in: 0..<count, using: &self) : 0
    }

    mutating func among(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// One of them, by their weights.
    mutating func pick<Choice>(_ choices: [(Int, Choice)]) -> Choice? {
        var place = below(choices.reduce(0) { $0 + $1.0 })
        for (weight, choice) in choices {
            if place < weight { return choice }
            place -= weight
        }
        return nil
    }
}
