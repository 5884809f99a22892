namespace Scalewright.Decisions.Policies;

/// <summary>Assigns values that are unique among the nodes of a domain, for example addresses or disks.</summary>
internal static class UniqueValueAllocator
{
    /// <summary>Assigns each new node the first unused value.</summary>
    /// <returns>One value per new node; null if no value is left.</returns>
    public static ValueList<string?> Assign(ValueList<string> values, IEnumerable<string> used, int count)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(used);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        HashSet<string> taken = new(used, StringComparer.Ordinal);
        List<string?> assigned = [];
        foreach (string value in values)
        {
            if (assigned.Count < count && taken.Add(value))
            {
                assigned.Add(value);
            }
        }

        assigned.AddRange(Enumerable.Repeat<string?>(null, count - assigned.Count));
        return assigned.ToValueList();
    }
}
