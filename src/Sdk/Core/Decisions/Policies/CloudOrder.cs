namespace Scalewright.Decisions.Policies;

/// <summary>Adds nodes to clouds, or takes them away, one cloud after another.</summary>
internal static class CloudOrder
{
    /// <summary>How many nodes a cloud may have: its limit, or what there is where it is closed.</summary>
    public static int LimitOf(in CloudReading cloud) =>
        cloud.IsClosed ? Math.Min(Math.Max(0, cloud.Healthy), Capacity(cloud.NodesMax)) : Capacity(cloud.NodesMax);

    /// <summary>Begins with what is there, without what is above the limits.</summary>
    /// <returns>How many nodes that is.</returns>
    public static int Begin(ReadOnlySpan<CloudReading> clouds, Span<int> counts)
    {
        long sum = 0;
        for (int index = 0; index < clouds.Length; index++)
        {
            counts[index] = Math.Min(Math.Max(0, clouds[index].Healthy), Capacity(clouds[index].NodesMax));
            sum += counts[index];
        }

        return Sizes.FromCount(sum);
    }

    /// <summary>Adds as many as there is room for.</summary>
    /// <returns>How many found no room.</returns>
    public static int Grow(int count, int index, ReadOnlySpan<CloudReading> clouds, Span<int> counts)
    {
        int added = Math.Clamp(LimitOf(clouds[index]) - counts[index], 0, count);
        counts[index] += added;
        return count - added;
    }

    /// <summary>Takes away as many as there are.</summary>
    /// <returns>How many more are to go.</returns>
    public static int Shrink(int count, int index, Span<int> counts)
    {
        int removed = Math.Min(count, counts[index]);
        counts[index] -= removed;
        return count - removed;
    }

    private static int Capacity(int nodesMax) => nodesMax < 0 ? int.MaxValue : nodesMax;
}
