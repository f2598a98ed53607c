/// Makes the rows of a view anew while everyone still reads the ones there are.
///
/// Law: before `swap` nobody sees anything of what is beside, and after it nothing of what was
/// there. What is still beside when a store is opened is thrown away.
public protocol RowsBeside: AnyObject {
    /// Begins rows for that view, none at first, with the mark 0. What is returned stands for the
    /// index of a view wherever rows are written and read.
    func beginBeside(_ view: Int) throws(StoreError) -> Int

    /// Puts what is beside, with its mark, in place of the view's rows in one step.
    func swap(_ beside: Int, into view: Int) throws(StoreError)

    /// Takes away what is beside.
    func throwAway(_ beside: Int) throws(StoreError)

    /// Rows in the order of their numbers, beginning behind `number`, no more than `limit`.
    func rows(after number: Int64, of view: Int, limit: Int) throws(StoreError) -> [StoredRow]
}
