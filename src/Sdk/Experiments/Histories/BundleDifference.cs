using Scalewright.Experiments.Reading;

namespace Scalewright.Experiments.Histories;

/// <summary>Names of the parts in which two bundles differ.</summary>
internal static class BundleDifference
{
    private const int MaxShown = 5;

    /// <summary>Returns the keys of the definition, the files and the overrides that differ.</summary>
    public static string Describe(ExperimentBundle earlier, ExperimentBundle now)
    {
        string[] names =
        [
            .. Keys(earlier, now),
            .. Differ(earlier.Files, now.Files, (a, b) => a.AsSpan().SequenceEqual(b)),
            .. Differ(earlier.Overrides.ToDictionary(StringComparer.Ordinal), now.Overrides.ToDictionary(StringComparer.Ordinal), (a, b) =>
                a == b
            ),
        ];
        if (names.Length == 0)
        {
            return earlier.Machines == now.Machines ? "comments or layout" : "machines";
        }

        string more = names.Length > MaxShown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Length - MaxShown} more") : "";
        return string.Join(", ", names.Take(MaxShown).Select(name => TextEscaping.Escape(name))) + more;
    }

    private static IEnumerable<string> Keys(ExperimentBundle earlier, ExperimentBundle now) =>
        Differ(Entries(earlier), Entries(now), (a, b) => a.Equals(b));

    private static Dictionary<string, DocumentNode> Entries(ExperimentBundle bundle) =>
        DocumentReader.Read(bundle.Definition, Dialect.Yaml).Root is DocumentMap root
            ? root.DistinctBy(entry => entry.Key, StringComparer.Ordinal)
                .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal)
            : [];

    private static IEnumerable<string> Differ<T>(
        IReadOnlyDictionary<string, T> earlier,
        IReadOnlyDictionary<string, T> now,
        Func<T, T, bool> equal
    ) =>
        now
            .Keys.Union(earlier.Keys, StringComparer.Ordinal)
            .Where(name => !earlier.TryGetValue(name, out T? a) || !now.TryGetValue(name, out T? b) || !equal(a, b));
}
