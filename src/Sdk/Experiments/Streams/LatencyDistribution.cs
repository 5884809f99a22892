namespace Scalewright.Experiments.Streams;

/// <summary>Distribution of the latencies of records. Its quantiles have a relative error below 1 %.</summary>
/// <param name="Count">Number of records.</param>
/// <param name="MeanSeconds">Mean in seconds; NaN without records.</param>
/// <param name="MaxSeconds">Maximum in seconds; NaN without records.</param>
public sealed record LatencyDistribution(long Count, double MeanSeconds, double MaxSeconds)
{
    /// <summary>Distribution without records.</summary>
    public static LatencyDistribution Empty { get; } = new(0, double.NaN, double.NaN);

    /// <summary>Index of the first bucket with records in <see cref="LatencyHistogram"/>.</summary>
    internal int FirstBucket { get; init; }

    /// <summary>
    /// Records of each bucket from the first to the last one with records, as 7-bit encoded integers. Most need a byte.
    /// </summary>
    internal ValueList<byte> Buckets { get; init; } = [];

    /// <summary>Returns a quantile in seconds; NaN without records.</summary>
    /// <param name="probability">Probability, 0 to 1; 0.5 for the median.</param>
    public double GetQuantile(double probability)
    {
        double rank = probability * Count;
        int index = FirstBucket;
        for (int at = 0; at < Buckets.Count; )
        {
            long records = LatencyHistogram.Decode(Buckets, ref at);
            if (records > 0 && rank <= records)
            {
                double low = LatencyHistogram.GetStart(index);
                double width = LatencyHistogram.GetStart(index + 1) - low;
                return Math.Min(low + (width * rank / records), MaxSeconds);
            }

            rank -= records;
            index++;
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

/// <summary>Counts latencies in 64 buckets per power of two, from 1 ns.</summary>
internal sealed class LatencyHistogram
{
    private const int Shift = 46;
    private const int BucketCount = 64 * 64;
    private static readonly long First = BitConverter.DoubleToInt64Bits(1e-9) >> Shift;
    private readonly long[] _counts = new long[BucketCount];
    private readonly List<byte> _encoded = [];
    private int _lowest = BucketCount;
    private int _highest = -1;
    private double _sum;
    private double _max;
    private long _count;

    /// <summary>Creates histograms without records.</summary>
    public static LatencyHistogram[] Create(int count) => [.. Enumerable.Range(0, count).Select(_ => new LatencyHistogram())];

    /// <summary>Returns the lower bound of a bucket in seconds.</summary>
    public static double GetStart(int index) => index == 0 ? 0 : BitConverter.Int64BitsToDouble((First + index) << Shift);

    public void Add(double seconds)
    {
        long index = (BitConverter.DoubleToInt64Bits(seconds) >> Shift) - First;
        Add((int)Math.Clamp(index, 0, BucketCount - 1), 1);
        _sum += seconds;
        _max = Math.Max(_max, seconds);
    }

    public void Add(LatencyDistribution other)
    {
        if (other.Count == 0)
        {
            return;
        }

        int index = other.FirstBucket;
        for (int at = 0; at < other.Buckets.Count; index++)
        {
            Add(index, Decode(other.Buckets, ref at));
        }

        _sum += other.MeanSeconds * other.Count;
        _max = Math.Max(_max, other.MaxSeconds);
    }

    /// <summary>Moves the records of another histogram to this one.</summary>
    /// <param name="weight">Number of records for each record of the other one.</param>
    public void Take(LatencyHistogram other, double weight)
    {
        (double seen, long before) = (0, _count);
        Span<long> counts = other._counts.AsSpan(..(other._highest + 1));
        for (int index = other._lowest; index <= other._highest; index++)
        {
            index += counts[index..].IndexOfAnyExcept(0);
            seen += counts[index] * weight;
            Add(index, before + (long)Math.Round(seen) - _count);
            counts[index] = 0;
        }

        _sum += other._count > 0 ? other._sum / other._count * (_count - before) : 0;
        _max = Math.Max(_max, other._max);
        other.Clear();
    }

    /// <summary>Returns the distribution and removes all records.</summary>
    public LatencyDistribution Read()
    {
        if (_count == 0)
        {
            return LatencyDistribution.Empty;
        }

        Span<long> counts = _counts.AsSpan(_lowest..(_highest + 1));
        _encoded.Clear();
        foreach (long records in counts)
        {
            Encode(records);
        }

        LatencyDistribution read = new(_count, _sum / _count, _max) { FirstBucket = _lowest, Buckets = [.. _encoded] };
        counts.Clear();
        Clear();
        return read;
    }

    /// <summary>Returns the number of records of encoded buckets; null if they are not valid.</summary>
    public static long? GetCount(int first, ValueList<byte> bytes)
    {
        (long count, int index) = (0, first);
        for (int at = 0; at < bytes.Count; index++)
        {
            // A count has at most 8 bytes of 7 bits, and its last byte is below 128.
            int end = at;
            while (end < bytes.Count && bytes[end] >= 128)
            {
                end++;
            }

            if (end >= bytes.Count || end - at >= 8 || index >= BucketCount)
            {
                return null;
            }

            count += Decode(bytes, ref at);
        }

        return first >= 0 && count > 0 ? count : null;
    }

    /// <summary>Returns the integer at a position, and moves the position behind it.</summary>
    public static long Decode(ValueList<byte> bytes, ref int at)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = bytes[at++];
            value |= (long)(part & 127) << shift;
            if (part < 128)
            {
                return value;
            }
        }
    }

    private void Encode(long value)
    {
        while (value >= 128)
        {
            _encoded.Add((byte)(value | 128));
            value >>= 7;
        }

        _encoded.Add((byte)value);
    }

    private void Clear() => (_lowest, _highest, _sum, _max, _count) = (BucketCount, -1, 0, 0, 0);

    private void Add(int index, long count)
    {
        _counts[index] += count;
        _count += count;
        (_lowest, _highest) = (Math.Min(_lowest, index), Math.Max(_highest, index));
    }
}
