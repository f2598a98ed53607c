public import Kit

/// What a caller was answered, as it goes over the wire.
public struct Reply: Equatable, Sendable {
    public var status: Int
    /// What the field `Location` says; nil for none.
    public var location: String?
    /// What the field `ETag` says, with its quotes; nil for none.
    public var entityTag: String?
    public var contentType: String?
    public var body: [UInt8]

    public init(
        status: Int,
        location: String? = nil,
        entityTag: String? = nil,
        contentType: String? = nil,
        body: [UInt8] = []
    ) {
        self.status = status
        self.location = location
        self.entityTag = entityTag
        self.contentType = contentType
        self.body = body
    }
}

/// What makes a call the same call: who called, what for, and the key they chose.
public struct CallID: Hashable, Sendable {
    public var caller: String
    /// The method and the path, however the call came in.
    public var operation: String
    public var key: String

    public init(caller: String, operation: String, key: String) {
        self.caller = caller
        self.operation = operation
        self.key = key
    }
}

/// An answer that is remembered, so that the same call is answered the same way again.
public struct StoredReply: Equatable, Sendable {
    public var call: CallID
    /// Of the payload that came with the call.
    public var fingerprint: Int64
    public var time: Instant
    public var reply: Reply

    public init(call: CallID, fingerprint: Int64, time: Instant, reply: Reply) {
        self.call = call
        self.fingerprint = fingerprint
        self.time = time
        self.reply = reply
    }
}

/// Remembers answers. Law: an answer is there if and only if the facts of its call are.
public protocol ReplyStore: AnyObject {
    func reply(to call: CallID) throws(StoreError) -> StoredReply?
}
