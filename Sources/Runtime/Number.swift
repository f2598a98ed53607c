/// A number that we have given, as a key of a dictionary.
///
/// Nobody outside chooses such numbers, so that they need no hash which cannot be foreseen; and
/// they are looked up a dozen times for every booking.
struct Number: Hashable {
    let value: Int64

    init(_ value: Int64) { self.value = value }

    func hash(into hasher: inout Hasher) { hasher.combine(value) }

    /// What a dictionary asks for: both halves of the number times the golden ratio of 64 bits
    /// (Knuth, The Art of Computer Programming, volume 3, 6.4). Numbers that follow each other come
    /// to lie apart, so that none of them has to step over a row of others.
    func _rawHashValue(seed: Int) -> Int {
        let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
        let product = UInt64(bitPattern: value).multipliedFullWidth(by: golden)
        return Int(truncatingIfNeeded: product.high ^ product.low) ^ seed
    }
}
