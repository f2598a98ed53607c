/// Elements in order, each once. Finding and changing one among hundreds of thousands touches a few
/// hundred, never all.
struct Sorted<Element: Comparable> {
    private static var capacity: Int { 512 }

    /// None is empty; all of one are less than all of the next.
    private var chunks: [[Element]] = []
    private(set) var count = 0

    var first: Element? { chunks.first?.first }
    var last: Element? { chunks.last?.last }

    mutating func insert(_ element: Element) {
        guard !chunks.isEmpty else {
            chunks = [[element]]
            count = 1
            return
        }
        let chunk = min(chunkIndex(of: element), chunks.count - 1)
        let place = index(of: element, in: chunks[chunk])
        if place < chunks[chunk].count, chunks[chunk][place] == element { return }
        chunks[chunk].insert(element, at: place)
        count += 1
        if chunks[chunk].count > Self.capacity {
            let half = chunks[chunk].count / 2
            let upper = Array(chunks[chunk][half...])
            chunks[chunk].removeSubrange(half...)
            chunks.insert(upper, at: chunk + 1)
        }
    }

    mutating func remove(_ element: Element) {
        let chunk = chunkIndex(of: element)
        guard chunk < chunks.count else { return }
        let place = index(of: element, in: chunks[chunk])
        guard place < chunks[chunk].count, chunks[chunk][place] == element else { return }
        chunks[chunk].remove(at: place)
        count -= 1
        if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
    }

    /// Visits elements in order, beginning with the first that is not less than `start`, for as
    /// long as `visit` says so.
    func scan(from start: Element, _ visit: (Element) -> Bool) {
        var chunk = chunkIndex(of: start)
        guard chunk < chunks.count else { return }
        var place = index(of: start, in: chunks[chunk])
        while chunk < chunks.count {
            while place < chunks[chunk].count {
                guard visit(chunks[chunk][place]) else { return }
                place += 1
            }
            chunk += 1
            place = 0
        }
    }

    /// All elements from the first, for as long as `visit` says so.
    func scan(_ visit: (Element) -> Bool) {
        guard let first else { return }
        scan(from: first, visit)
    }

    /// `limit` elements behind the first `offset`, from either end.
    func slice(offset: Int, limit: Int, descending: Bool) -> [Element] {
        var skip = offset
        var slice: [Element] = []
        for position in chunks.indices {
            guard slice.count < limit else { break }
            let chunk = chunks[descending ? chunks.count - 1 - position : position]
            if skip >= chunk.count {
                skip -= chunk.count
                continue
            }
            let wanted = limit - slice.count
            if descending {
                slice += chunk.reversed().dropFirst(skip).prefix(wanted)
            } else {
                slice += chunk.dropFirst(skip).prefix(wanted)
            }
            skip = 0
        }
        return slice
    }

    /// The first chunk whose last element is not less than `element`.
    private func chunkIndex(of element: Element) -> Int {
        partition(chunks.count) { chunks[$0][chunks[$0].count - 1] < element }
    }

    private func index(of element: Element, in chunk: [Element]) -> Int {
        partition(chunk.count) { chunk[$0] < element }
    }

    /// The first index for which `before` is false, where it is true for all those ahead of it.
    private func partition(_ count: Int, _ before: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if before(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
