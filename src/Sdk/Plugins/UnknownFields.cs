using Scalewright.Documents;

namespace Scalewright.Plugins;

/// <summary>Warns of fields that no one reads, with what may have been meant.</summary>
internal static class UnknownFields
{
    /// <summary>Warns of each key of a map that is not among the known ones.</summary>
    /// <param name="fields">The map.</param>
    /// <param name="known">The keys, with dots for nested maps: a map that holds known keys is looked into, one that is known is not.</param>
    public static void Warn(FieldReader fields, IReadOnlyCollection<string> known)
    {
        foreach (DocumentEntry entry in fields.Map)
        {
            if (known.Contains(entry.Key, StringComparer.Ordinal))
            {
                continue;
            }

            string prefix = $"{entry.Key}.";
            string[] nested = [.. known.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..])];
            if (nested.Length == 0)
            {
                Warn(fields, entry, known.Select(key => key.Split('.')[0]).Distinct(StringComparer.Ordinal));
            }
            else if (entry.Value is DocumentMap map)
            {
                Warn(new FieldReader(map, fields.PathOf(entry.Key), fields.Problems), nested);
            }
        }
    }

    private static void Warn(FieldReader fields, DocumentEntry entry, IEnumerable<string> known)
    {
        string advice = Spelling.Nearest(entry.Key, known) is { } near ? $"did you mean '{near}'?" : $"use one of {string.Join(", ", known)}";
        fields.Problems.AddWarning(ProblemCode.UnknownField, entry.KeySpot, fields.PathOf(Printable.Escape(entry.Key)), "no one reads this field", advice);
    }
}
