/// A value that was read but cannot be accepted: which member, and what is wrong with it.
public struct Unacceptable: Error, Equatable, Sendable {
    /// The name under which it was sent, or should have been.
    public let member: String
    /// A sentence for the caller.
    public let detail: String

    public init(_ member: String, _ detail: String) {
        self.member = member
        self.detail = detail
    }
}

/// A state that is known, but to which nobody can ask something to go from where it is.
public struct IllegalTransition: Error, Equatable, Sendable {
    public let member: String
    public let detail: String

    public init(_ member: String, _ detail: String) {
        self.member = member
        self.detail = detail
    }
}

/// One member that a caller may send, and what it means.
public struct Input<Value: Sendable>: Sendable {
    public let name: String
    public let shape: Shape
    public let isRequired: Bool
    public let summary: String
    let read: @Sendable (Document) throws(Unacceptable) -> Value

    public init(
        _ name: String,
        _ shape: Shape,
        isRequired: Bool = false,
        _ summary: String,
        read: @escaping @Sendable (Document) throws(Unacceptable) -> Value
    ) {
        self.name = name
        self.shape = shape
        self.isRequired = isRequired
        self.summary = summary
        self.read = read
    }
}

/// The same with its type put away, for lists of unlike inputs.
public struct AnyInput: Sendable {
    public let name: String
    public let shape: Shape
    public private(set) var isRequired: Bool
    public let summary: String

    public init<Value>(_ input: Input<Value>) {
        name = input.name
        shape = input.shape
        isRequired = input.isRequired
        summary = input.summary
    }

    /// The same where it must be sent.
    public static func required<Value>(_ input: Input<Value>) -> AnyInput {
        var required = AnyInput(input)
        required.isRequired = true
        return required
    }
}

extension Input where Value == String {
    /// Words, as they are; a number or a truth value counts as what it looks like, since simple
    /// clients do not tell them apart.
    ///
    /// - Parameter shape: What else whoever uses the text wants of it, to be told to callers.
    public static func text(
        _ name: String,
        upTo length: Int = 256,
        as shape: Shape? = nil,
        isRequired: Bool = false,
        _ summary: String
    ) -> Input {
        let shape = shape ?? .line(0...length)
        return Input(name, shape, isRequired: isRequired, summary) {
            document throws(Unacceptable) in
            guard let text = document.asText else {
                throw Unacceptable(name, "\(name) must be text")
            }
            if text.utf8.count <= length, text.isPlain { return text }
            guard text.unicodeScalars.count <= length else {
                throw Unacceptable(name, "\(name) must not be longer than \(length) characters")
            }
            guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
            else { throw Unacceptable(name, "\(name) must not contain control characters") }
            return text
        }
    }
}

extension String {
    /// Whether it is nothing but what can be seen of ASCII, and spaces.
    fileprivate var isPlain: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }
}

extension Input where Value == Int64 {
    /// A whole number; `"1"` counts as 1, since simple clients send everything as text.
    public static func integer(
        _ name: String,
        in range: ClosedRange<Int64>,
        isRequired: Bool = false,
        _ summary: String
    ) -> Input {
        Input(name, .integer(range), isRequired: isRequired, summary) {
            document throws(Unacceptable) in
            guard let number = document.asInteger else {
                throw Unacceptable(name, "\(name) must be a whole number")
            }
            guard range.contains(number) else {
                throw Unacceptable(
                    name,
                    "\(name) must lie between \(range.lowerBound) and \(range.upperBound)"
                )
            }
            return number
        }
    }
}

extension Input where Value == String {
    /// A state to go to: one of `words`, of which only those in `askable` can be asked for.
    ///
    /// Any other word is not acceptable; a known one that cannot be asked for is read, and refused
    /// by ``asked(in:)``.
    public static func state(
        _ name: String,
        _ askable: [String],
        of words: [String],
        _ summary: String
    ) -> Input {
        Input(name, .word(askable), summary) { document throws(Unacceptable) in
            guard let word = document.asText, words.contains(word) || askable.contains(word) else {
                throw Unacceptable(
                    name,
                    "\(name) is unknown; it can be changed to \(askable.joined(separator: ", "))"
                )
            }
            return word
        }
    }

    /// The state that the body asks for; nil when it asks for none.
    public func asked(in body: Body) throws -> String? {
        guard let word = try body(self) else { return nil }
        guard case .word(let askable) = shape, askable.contains(word) else {
            throw IllegalTransition(name, "\(name) cannot be changed to \(word)")
        }
        return word
    }
}

extension Document {
    /// As text: what simple clients send is often text where a number is meant, and the reverse.
    /// A whole number is one however it is written, as in JSON Schema: `1.0` is `1`.
    public var asText: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .boolean(let truth): "\(truth)"
        case .decimal: asInteger.map { "\($0)" }
        case .null, .list, .object: nil
        }
    }

    /// As a whole number, also where it was sent as text. Digits and a leading minus only. A
    /// decimal beyond 2^53 stands for several whole numbers, so it is none.
    public var asInteger: Int64? {
        switch self {
        case .integer(let number): number
        case .text(let text): text.hasPrefix("+") ? nil : Int64(text)
        case .decimal(let number):
            number.magnitude <= 9_007_199_254_740_992 ? Int64(exactly: number) : nil
        case .null, .boolean, .list, .object: nil
        }
    }

    /// Whether simple clients would mean the same by it: text and numbers that look alike are
    /// alike, and the members of an object have no order.
    public func means(_ other: Document) -> Bool {
        switch (self, other) {
        case (.list(let own), .list(let others)):
            return own.count == others.count && zip(own, others).allSatisfy { $0.means($1) }
        case (.object(let own), .object(let others)):
            return own.count == others.count
                && own.allSatisfy { member in other[member.name]?.means(member.value) ?? false }
        default:
            if self == other { return true }
            guard let text = asText, let otherText = other.asText else { return false }
            return text == otherText
        }
    }
}

/// The members that a caller has sent.
public struct Body: Sendable {
    public let document: Document

    public init(_ document: Document) { self.document = document }

    /// Nil when it was not sent, or sent as null.
    public func callAsFunction<Value>(_ input: Input<Value>) throws(Unacceptable) -> Value? {
        guard let sent = document[input.name], sent != .null else {
            if input.isRequired { throw Unacceptable(input.name, "\(input.name) is missing") }
            return nil
        }
        return try input.read(sent)
    }

    /// What was sent, or a refusal that names what is missing.
    public func required<Value>(_ input: Input<Value>) throws(Unacceptable) -> Value {
        guard let value = try self(input) else {
            throw Unacceptable(input.name, "\(input.name) is missing")
        }
        return value
    }
}
