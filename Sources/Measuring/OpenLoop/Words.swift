/// The words of a command line: plain ones in their order, and options with a value each.
public struct Words {
    private var plain: [String] = []
    private var options: [String: String] = [:]

    public init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                plain.append(word)
                continue
            }
            guard let value = rest.popFirst() else {
                throw Misunderstanding("\(word) needs a value")
            }
            options[String(word.dropFirst(2))] = value
        }
        plain.reverse()
    }

    public mutating func next(_ what: String) throws -> String {
        guard let word = plain.popLast() else { throw Misunderstanding("\(what) is missing") }
        return word
    }

    public mutating func port() throws -> UInt16 {
        guard let port = UInt16(try next("a port")), port > 0 else {
            throw Misunderstanding("a port is a number from 1 to 65535")
        }
        return port
    }

    public mutating func text(_ name: String) -> String? { options.removeValue(forKey: name) }

    /// A number of at least `least` and less than ten thousand million.
    public mutating func number(
        _ name: String,
        _ usual: Double,
        atLeast least: Double = 0
    ) throws -> Double {
        guard let text = text(name) else { return usual }
        guard let number = Double(text), number >= least, number < 1e10 else {
            throw Misunderstanding("--\(name) is a number, not '\(text)'")
        }
        return number
    }

    /// Nothing may be left over.
    public func end() throws {
        if let word = plain.last { throw Misunderstanding("'\(word)' is too much") }
        if let name = options.keys.sorted().first {
            throw Misunderstanding("there is no option '--\(name)'")
        }
    }
}

/// A command line that nobody understands.
public struct Misunderstanding: Error {
    public let sentence: String
    public init(_ sentence: String) { self.sentence = sentence }
}
