namespace Benchmarks;

/// <summary>Median of several runs; of an even number, the upper middle value.</summary>
internal static class Median
{
    public static T Of<T>(IEnumerable<T> values)
        where T : IComparable<T>
    {
        T[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
