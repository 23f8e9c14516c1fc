namespace Outcomes.Analytics.Disclosure;

/// <summary>Where a search has every row: what is asked of a row lies together, because a search is mostly the waiting for it.</summary>
internal sealed partial class Excursion
{
    private static Place[] PlacesOf(TableSystem system, short[] low, short[] high, Freedom[] freedom)
    {
        var places = new Place[low.Length];
        for (var row = 0; row < places.Length; row++)
            places[row] = new(freedom[row], freedom[row] == Freedom.None || system.Given.Is(row), system.Held[row] == 0, low[row], high[row]);
        return places;
    }

    /// <summary>Whether a row does not read the same, and may be changed until it does.</summary>
    private bool IsBroken(int row) => rows[row].Freedom != Freedom.None && !rows[row].ReadsTheSame;

    /// <summary>Whether the rows of all steps from one on read the same, and none is less than it may be.</summary>
    private bool IsFineSince(int begin)
    {
        for (var at = begin; at < done.Count; at++)
            if (rows[done[at].Row] is var row && (!row.ReadsTheSame || (row.Freedom != Freedom.Any && row.Offset < row.Begun)))
                return false;
        return true;
    }

    private void Touch(int row)
    {
        if (rows[row].IsTouched)
            return;
        rows[row].IsTouched = true;
        touched.Add(row);
    }

    /// <summary>A row in a search.</summary>
    /// <param name="freedom">Which offsets it may take.</param>
    /// <param name="isSet">Whether none but the one it has.</param>
    /// <param name="isZero">Whether its count is 0.</param>
    /// <param name="low">The least offset that reads the same.</param>
    /// <param name="high">The greatest.</param>
    private struct Place(Freedom freedom, bool isSet, bool isZero, short low, short high)
    {
        /// <summary>Its count here less the true one, and what that was where the search began.</summary>
        public short Offset, Begun;

        public bool IsTouched;

        public short Low { get; private set; } = low;

        public short High { get; private set; } = high;

        public readonly Freedom Freedom => freedom;

        /// <summary>Whether nothing may move it away from what reads the same.</summary>
        public readonly bool IsFixed => isSet || (isZero && High == 0);

        public readonly bool ReadsTheSame => Offset >= Low && Offset <= High;

        /// <summary>How far an offset is from what reads the same.</summary>
        public readonly int Distance(int offset) => offset < Low ? Low - offset : offset > High ? offset - High : 0;

        public void Bound(short least, short most) => (Low, High) = (least, most);
    }
}
