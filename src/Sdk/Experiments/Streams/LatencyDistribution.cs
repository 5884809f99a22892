namespace Scalewright.Experiments.Streams;

/// <summary>Distribution of the latencies of records. Its quantiles have a relative error below 1 %.</summary>
/// <param name="Count">Number of records.</param>
/// <param name="MeanSeconds">Mean in seconds; NaN without records.</param>
/// <param name="MaxSeconds">Maximum in seconds; NaN without records.</param>
public sealed record LatencyDistribution(long Count, double MeanSeconds, double MaxSeconds)
{
    /// <summary>Distribution without records.</summary>
    public static LatencyDistribution Empty { get; } = new(0, double.NaN, double.NaN);

    /// <summary>Buckets with records, in ascending order.</summary>
    internal ValueList<LatencyBucket> Buckets { get; init; } = [];

    /// <summary>Returns a quantile in seconds; NaN without records.</summary>
    /// <param name="probability">Probability, 0 to 1; 0.5 for the median.</param>
    public double GetQuantile(double probability)
    {
        double rank = probability * Count;
        foreach (LatencyBucket bucket in Buckets)
        {
            if (rank <= bucket.Count)
            {
                double low = LatencyHistogram.GetStart(bucket.Index);
                double width = LatencyHistogram.GetStart(bucket.Index + 1) - low;
                return Math.Min(low + (width * rank / bucket.Count), MaxSeconds);
            }

            rank -= bucket.Count;
        }

        return MaxSeconds;
    }

    /// <summary>Returns the distribution of all records of several distributions.</summary>
    internal static LatencyDistribution Merge(IEnumerable<LatencyDistribution> parts)
    {
        LatencyHistogram all = new();
        foreach (LatencyDistribution part in parts)
        {
            all.Add(part);
        }

        return all.Read();
    }
}

/// <summary>Number of records in a bucket of <see cref="LatencyHistogram"/>.</summary>
internal readonly record struct LatencyBucket(int Index, long Count);

/// <summary>Counts latencies in 64 buckets per power of two, from 1 ns.</summary>
internal sealed class LatencyHistogram
{
    private const int Shift = 46;
    private const int BucketCount = 64 * 64;
    private static readonly long First = BitConverter.DoubleToInt64Bits(1e-9) >> Shift;
    private readonly long[] _counts = new long[BucketCount];
    private double _sum;
    private double _max;
    private long _count;

    /// <summary>Returns the lower bound of a bucket in seconds.</summary>
    public static double GetStart(int index) =>
        index == 0 ? 0 : BitConverter.Int64BitsToDouble((First + index) << Shift);

    public void Add(double seconds)
    {
        long index = (BitConverter.DoubleToInt64Bits(seconds) >> Shift) - First;
        _counts[Math.Clamp(index, 0, BucketCount - 1)]++;
        _sum += seconds;
        _max = Math.Max(_max, seconds);
        _count++;
    }

    /// <param name="weight">Number of records for each record of the distribution.</param>
    public void Add(LatencyDistribution other, double weight = 1)
    {
        (double seen, long before) = (0, _count);
        foreach (LatencyBucket bucket in other.Buckets)
        {
            seen += bucket.Count * weight;
            long count = before + (long)Math.Round(seen) - _count;
            _counts[bucket.Index] += count;
            _count += count;
        }

        _sum += other.Count > 0 ? other.MeanSeconds * (_count - before) : 0;
        _max = Math.Max(_max, other.Count > 0 ? other.MaxSeconds : 0);
    }

    /// <summary>Returns the distribution and removes all records.</summary>
    public LatencyDistribution Read()
    {
        if (_count == 0)
        {
            return LatencyDistribution.Empty;
        }

        List<LatencyBucket> buckets = [];
        for (int index = 0; index < BucketCount; index++)
        {
            if (_counts[index] > 0)
            {
                buckets.Add(new LatencyBucket(index, _counts[index]));
                _counts[index] = 0;
            }
        }

        LatencyDistribution read = new(_count, _sum / _count, _max) { Buckets = [.. buckets] };
        (_sum, _max, _count) = (0, 0, 0);
        return read;
    }
}
