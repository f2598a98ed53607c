import Wire

/// How days and times are written, for those who describe them. The readers are beside: see
/// `Day(wire:)` and `TimeOfDay(wire:)`.
extension Shape {
    /// `20211001` or `2021-10-01`, of the years 1 to 9999.
    static let day = Shape.form([
        Form(dayPattern(""), length: 8...8), Form(dayPattern("-"), length: 10...10),
    ])

    /// When something begins: `1400`, `900`, `14:00` or `9:00`. As a number, `1400` or `900`.
    static let time = Shape.either(
        [.form([Form(timePattern, length: 3...5)])]
            + (1...23).map { .integer($0 * 100...$0 * 100 + 59) }
    )

    /// The same, and the midnight at the end of a day.
    static let timeOfDay = Shape.either(
        [
            .form([Form("\(timePattern)|24:?00", length: 3...5)]), .integer(2_400...2_400),
        ] + (1...23).map { .integer($0 * 100...$0 * 100 + 59) }
    )

    private static let timePattern = "(?:[01]?[0-9]|2[0-3]):?[0-5][0-9]"

    /// Every day that there is, 29 February in leap years alone.
    private static func dayPattern(_ dash: String) -> String {
        let year = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
        let fourth = "(?:0[48]|[2468][048]|[13579][26])"
        let leapYear = "(?:[0-9]{2}\(fourth)|\(fourth)00)"
        let days = [
            "(?:0[13578]|1[02])\(dash)(?:0[1-9]|[12][0-9]|3[01])",
            "(?:0[469]|11)\(dash)(?:0[1-9]|[12][0-9]|30)",
            "02\(dash)(?:0[1-9]|1[0-9]|2[0-8])",
        ]
        return "\(year)\(dash)(?:\(days.joined(separator: "|")))|\(leapYear)\(dash)02\(dash)29"
    }
}
