namespace Scalewright.Statistics;

/// <summary>Correction of the p-values of several comparisons: Holm, 1979.</summary>
internal static class HolmCorrection
{
    /// <summary>Returns the corrected values in the same order. NaN stays NaN and is not a comparison.</summary>
    public static ValueList<double> Correct(ReadOnlySpan<double> values)
    {
        double[] corrected = values.ToArray();
        int[] ascending =
        [
            .. Enumerable.Range(0, corrected.Length).Where(index => !double.IsNaN(corrected[index])).OrderBy(index => corrected[index]),
        ];
        double least = 0;
        foreach ((int rank, int index) in ascending.Index())
        {
            least = Math.Max(least, Math.Min(1, corrected[index] * (ascending.Length - rank)));
            corrected[index] = least;
        }

        return ValueList.Create<double>(corrected);
    }
}
