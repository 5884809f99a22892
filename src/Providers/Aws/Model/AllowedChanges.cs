namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Limits a placement to changes that suspended processes and protected instances allow. Pure functions.
/// </summary>
internal static class AllowedChanges
{
    /// <summary>Returns the number of instances to add (positive) or remove (negative) in each cloud.</summary>
    public static IReadOnlyList<(string Cloud, int Change)> Compute(GroupPlacement placement)
    {
        GroupRecord group = placement.Group;
        List<(string Cloud, int Change)> shrinking = [.. placement.Changes.Where(change => change.Change < 0)];
        List<(string Cloud, int Change)> growing = [.. placement.Changes.Where(change => change.Change > 0)];
        int net = group.DesiredCount - group.Live.Count();
        if (group.IsSuspended(ScalingProcess.AzRebalance))
        {
            // Instances do not move between zones: the group only grows or only shrinks.
            shrinking = Limited(shrinking, Math.Max(0, -net), -1);
            growing = Limited(growing, Math.Max(0, net), 1);
        }

        if (group.IsSuspended(ScalingProcess.Terminate))
        {
            shrinking = [];
        }

        shrinking = Unprotected(group, shrinking, Math.Max(0, -net));
        int removed = -shrinking.Sum(change => change.Change);
        growing = group.IsSuspended(ScalingProcess.Launch) ? [] : Limited(growing, Math.Max(0, net + removed), 1);
        return [.. shrinking, .. growing];
    }

    /// <summary>Limits the changes to a total number of instances.</summary>
    private static List<(string Cloud, int Change)> Limited(List<(string Cloud, int Change)> changes, int count, int sign)
    {
        List<(string, int)> limited = [];
        foreach ((string cloud, int change) in changes)
        {
            int part = Math.Min(count, change * sign);
            count -= part;
            limited.AddRange(part > 0 ? [(cloud, part * sign)] : Array.Empty<(string, int)>());
        }

        return limited;
    }

    /// <summary>Scales in other clouds if protected instances block the scale-in of a cloud.</summary>
    private static List<(string Cloud, int Change)> Unprotected(GroupRecord group, List<(string Cloud, int Change)> shrinking, int surplus)
    {
        if (shrinking.Count == 0)
        {
            return shrinking;
        }

        Dictionary<string, int> free = group
            .Live.Where(instance => !instance.IsProtected)
            .GroupBy(instance => instance.Cloud, StringComparer.Ordinal)
            .ToDictionary(changes => changes.Key, of => of.Count(), StringComparer.Ordinal);
        Dictionary<string, int> removals = shrinking.ToDictionary(
            change => change.Cloud,
            change => Math.Min(-change.Change, free.GetValueOrDefault(change.Cloud)),
            StringComparer.Ordinal
        );
        int remaining = surplus - removals.Values.Sum();
        foreach (
            (string cloud, int count) in free.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
        )
        {
            int more = Math.Clamp(remaining, 0, count - removals.GetValueOrDefault(cloud));
            removals[cloud] = removals.GetValueOrDefault(cloud) + more;
            remaining -= more;
        }

        return [.. removals.Where(entry => entry.Value > 0).Select(entry => (entry.Key, -entry.Value))];
    }
}
