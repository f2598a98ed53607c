/// Somewhere a message is written down, member by member. It knows how; the message knows what.
public protocol MessageSheet: AnyObject {
    func beginObject()
    func endObject()
    func beginList()
    func endList()
    /// One case of several, by its name; what it holds follows as members.
    func beginCase(_ name: StaticString)
    func endCase()
    /// The name of the member that is written next.
    func name(_ name: StaticString)
    func text(_ value: String)
    func integer(_ value: Int64)
    func boolean(_ value: Bool)
    /// A value that says by `Codable` alone what it holds.
    func encode(_ value: some Encodable)
}

/// What can be written down.
///
/// By default a value is written as its `Codable` says. One that is written often may say it
/// directly: the same members in the same order, without the detour. Whoever stores messages
/// compares both ways wherever assertions are on, so that they cannot drift apart.
public protocol Writable {
    func write(on sheet: any MessageSheet)
}

extension Writable where Self: Encodable {
    public func write(on sheet: any MessageSheet) { sheet.encode(self) }
}

extension MessageSheet {
    @inlinable
    public func member(_ name: StaticString, _ value: some Writable) {
        self.name(name)
        value.write(on: self)
    }

    /// What is not there is not mentioned.
    @inlinable
    public func member(_ name: StaticString, _ value: (some Writable)?) {
        if let value { member(name, value) }
    }
}

extension String: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) { sheet.text(self) }
}

extension Int64: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) { sheet.integer(self) }
}

extension Int: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) { sheet.integer(Int64(self)) }
}

extension Bool: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) { sheet.boolean(self) }
}

extension Array: Writable where Element: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) {
        sheet.beginList()
        for element in self { element.write(on: sheet) }
        sheet.endList()
    }
}

extension Writable where Self: RawRepresentable & Encodable, RawValue == String {
    @inlinable
    public func write(on sheet: any MessageSheet) { sheet.text(rawValue) }
}

extension ID: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) { sheet.integer(number) }
}

extension Name: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) { sheet.text(text) }
}

extension Instant: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) { sheet.integer(milliseconds) }
}

extension Day: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) { sheet.integer(Int64(number)) }
}

extension TimeOfDay: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) { sheet.integer(Int64(minutes)) }
}

extension Currency: Writable {}

extension Money: Writable {
    @inlinable
    public func write(on sheet: any MessageSheet) {
        sheet.beginObject()
        sheet.member("amount", amount)
        sheet.member("currency", currency)
        sheet.endObject()
    }
}
