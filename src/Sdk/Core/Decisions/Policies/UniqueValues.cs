namespace Scalewright.Decisions.Policies;

/// <summary>Values of which each node of a domain gets one of its own, as addresses or disks.</summary>
internal static class UniqueValues
{
    /// <summary>Gives each new node the first value that no node has.</summary>
    /// <param name="values">The values, in order of preference.</param>
    /// <param name="used">The values of the nodes that work.</param>
    /// <param name="count">How many new nodes there are, 0 or more.</param>
    /// <returns>One for each new node; null where no value is left.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 0.</exception>
    public static ValueList<string?> Assign(ValueList<string> values, IEnumerable<string> used, int count)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(used);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        HashSet<string> taken = new(used, StringComparer.Ordinal);
        List<string?> given = [];
        foreach (string value in values)
        {
            if (given.Count < count && taken.Add(value))
            {
                given.Add(value);
            }
        }

        given.AddRange(Enumerable.Repeat<string?>(null, count - given.Count));
        return given.ToValueList();
    }
}
