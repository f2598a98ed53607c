/// What messages are written in: it knows how, the message knows what.
public protocol SheetMedium: AnyObject {
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
    func write(on sheet: Sheet)
}

extension Writable where Self: Encodable {
    public func write(on sheet: Sheet) { sheet.medium.encode(self) }
}

/// Where a message is written down, member by member.
public struct Sheet {
    @usableFromInline let medium: any SheetMedium

    public init(_ medium: any SheetMedium) { self.medium = medium }

    @inlinable public func beginObject() { medium.beginObject() }
    @inlinable public func endObject() { medium.endObject() }

    /// One case of several, by its name; what it holds follows as members.
    @inlinable public func beginCase(_ name: StaticString) { medium.beginCase(name) }
    @inlinable public func endCase() { medium.endCase() }

    @inlinable
    public func member(_ name: StaticString, _ value: some Writable) {
        medium.name(name)
        value.write(on: self)
    }

    /// What is not there is not mentioned.
    @inlinable
    public func member(_ name: StaticString, _ value: (some Writable)?) {
        guard let value else { return }
        medium.name(name)
        value.write(on: self)
    }
}

extension String: Writable {
    @inlinable
    public func write(on sheet: Sheet) { sheet.medium.text(self) }
}

extension Int64: Writable {
    @inlinable
    public func write(on sheet: Sheet) { sheet.medium.integer(self) }
}

extension Int: Writable {
    @inlinable
    public func write(on sheet: Sheet) { sheet.medium.integer(Int64(self)) }
}

extension Bool: Writable {
    @inlinable
    public func write(on sheet: Sheet) { sheet.medium.boolean(self) }
}

extension Array: Writable where Element: Writable {
    @inlinable
    public func write(on sheet: Sheet) {
        sheet.medium.beginList()
        for element in self { element.write(on: sheet) }
        sheet.medium.endList()
    }
}

extension Writable where Self: RawRepresentable & Encodable, RawValue == String {
    @inlinable
    public func write(on sheet: Sheet) { sheet.medium.text(rawValue) }
}

extension ID: Writable {
    @inlinable
    public func write(on sheet: Sheet) { sheet.medium.integer(number) }
}

extension Name: Writable {
    @inlinable
    public func write(on sheet: Sheet) { sheet.medium.text(text) }
}

extension Instant: Writable {
    @inlinable
    public func write(on sheet: Sheet) { sheet.medium.integer(milliseconds) }
}

extension Day: Writable {
    @inlinable
    public func write(on sheet: Sheet) { sheet.medium.integer(Int64(number)) }
}

extension TimeOfDay: Writable {
    @inlinable
    public func write(on sheet: Sheet) { sheet.medium.integer(Int64(minutes)) }
}

extension Currency: Writable {}

extension Money: Writable {
    @inlinable
    public func write(on sheet: Sheet) {
        sheet.beginObject()
        sheet.member("amount", amount)
        sheet.member("currency", currency)
        sheet.endObject()
    }
}
