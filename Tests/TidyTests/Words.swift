import Foundation

/// The lines, from 1, on which a word stands. Where the word begins or ends with a letter, no
/// letter may touch it there: `Date()` is not in `BookingDate()`.
func lines(with word: String, in lines: [Substring]) -> [Int] {
    lines.enumerated().filter { stands(word, in: $1) }.map { $0.offset + 1 }
}

private func stands(_ word: String, in line: Substring) -> Bool {
    var rest = line
    var before: Character?
    while let found = rest.range(of: word) {
        if found.lowerBound > rest.startIndex {
            before = rest[rest.index(before: found.lowerBound)]
        }
        let after = rest[found.upperBound...].first
        let isApart =
            !(isWordPart(word.first) && isWordPart(before))
            && !(isWordPart(word.last) && isWordPart(after))
        if isApart { return true }
        before = rest[found.lowerBound]
        rest = rest[rest.index(after: found.lowerBound)...]
    }
    return false
}

func isWordPart(_ character: Character?) -> Bool {
    guard let character else { return false }
    return character.isLetter || character.isNumber || character == "_"
}
