namespace Benchmarks;

/// <summary>The value in the middle of several runs, the upper one of two.</summary>
internal static class Median
{
    public static T Of<T>(IEnumerable<T> values)
        where T : IComparable<T>
    {
        T[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
