namespace Scalewright.Decisions.Policies;

internal static class CloudOrder
{
    /// <summary>Returns the maximum number of nodes: the limit, or the current number of a closed cloud.</summary>
    public static int LimitOf(in CloudReading cloud) =>
        cloud.IsClosed ? Math.Min(Math.Max(0, cloud.Healthy), Capacity(cloud.NodesMax)) : Capacity(cloud.NodesMax);

    /// <summary>Initializes the counts with the existing nodes, capped at the limits.</summary>
    /// <returns>The sum of the counts.</returns>
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

    /// <summary>Adds up to the given number of nodes to a cloud.</summary>
    /// <returns>The number of nodes that exceed its capacity.</returns>
    public static int Grow(int count, int index, ReadOnlySpan<CloudReading> clouds, Span<int> counts)
    {
        int added = Math.Clamp(LimitOf(clouds[index]) - counts[index], 0, count);
        counts[index] += added;
        return count - added;
    }

    /// <summary>Removes up to the given number of nodes from a cloud.</summary>
    /// <returns>The number of nodes still to remove.</returns>
    public static int Shrink(int count, int index, Span<int> counts)
    {
        int removed = Math.Min(count, counts[index]);
        counts[index] -= removed;
        return count - removed;
    }

    private static int Capacity(int nodesMax) => nodesMax < 0 ? int.MaxValue : nodesMax;
}
