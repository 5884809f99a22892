namespace Scalewright.Decisions.Policies;

/// <summary>Adds and removes nodes of one cloud at a time, within the limits of the clouds.</summary>
internal static class OrderedCloudAllocator
{
    /// <summary>
    /// Returns the maximum number of nodes: the limit or, if the cloud is unavailable, its current number within the
    /// limit.
    /// </summary>
    public static int GetLimit(in CloudObservation cloud) =>
        cloud.IsUnavailable ? Math.Min(Math.Max(0, cloud.HealthyCount), Capacity(cloud.MaxNodes)) : Capacity(cloud.MaxNodes);

    /// <summary>Initializes the counts with the existing nodes, capped at the limits.</summary>
    /// <returns>The sum of the counts.</returns>
    public static int Initialize(ReadOnlySpan<CloudObservation> clouds, Span<int> counts)
    {
        long sum = 0;
        for (int index = 0; index < clouds.Length; index++)
        {
            counts[index] = Math.Min(Math.Max(0, clouds[index].HealthyCount), Capacity(clouds[index].MaxNodes));
            sum += counts[index];
        }

        return SizeMath.FromCount(sum);
    }

    /// <summary>Adds up to the given number of nodes to a cloud.</summary>
    /// <returns>The number of nodes that exceed its capacity.</returns>
    public static int Grow(int count, int index, ReadOnlySpan<CloudObservation> clouds, Span<int> counts)
    {
        int added = Math.Clamp(GetLimit(clouds[index]) - counts[index], 0, count);
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

    private static int Capacity(int maxNodes) => maxNodes < 0 ? int.MaxValue : maxNodes;
}
