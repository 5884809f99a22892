namespace Scalewright.Experiments.Reports;

/// <summary>Names of the parameters that differ between points, and their values, both as short as is unique.</summary>
internal sealed class PointLabels
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private readonly ValueList<string> _paths;

    /// <summary>Finds the parameters that differ. The one that varies slowest is the first.</summary>
    public PointLabels(ValueList<PointData> points)
    {
        _paths =
        [
            .. points
                .SelectMany(point => point.Parameters.Keys)
                .Distinct(StringComparer.Ordinal)
                .Where(key => points.Select(point => point.Parameters.GetValueOrDefault(key)).Distinct(StringComparer.Ordinal).Count() > 1)
                .OrderBy(key =>
                    points
                        .Zip(points.Skip(1))
                        .Count(pair => pair.First.Parameters.GetValueOrDefault(key) != pair.Second.Parameters.GetValueOrDefault(key))
                ),
        ];
        Names = [.. _paths.Select(path => Shorten(path, _paths))];
    }

    /// <summary>Paths of the parameters that differ between points, in the order of <see cref="Names"/>.</summary>
    public ValueList<string> Paths => _paths;

    /// <summary>Names of the parameters: the shortest ends of their paths that are unique.</summary>
    public ValueList<string> Names { get; }

    /// <summary>Returns the values of a point, one for each name.</summary>
    public ValueList<string> GetValues(PointData point) =>
        [.. _paths.Select(path => FormatValue(point.Parameters.GetValueOrDefault(path, "–")))];

    /// <summary>Returns a label that no other point has: its values with their names, or its name.</summary>
    public string GetLabel(PointData point) =>
        Names.Count == 0 ? point.Name : string.Join(", ", Names.Zip(GetValues(point), (name, value) => $"{name} {value}"));

    /// <summary>Formats a value with a space before its unit: <c>200us</c> as <c>200 µs</c>.</summary>
    internal static string FormatValue(string value)
    {
        int end = value.AsSpan().IndexOfAnyExcept(Digits);
        return end <= 0
            ? value
            : value[end..] switch
            {
                "us" => $"{value[..end]} µs",
                "m" => $"{value[..end]} min",
                ("ns" or "ms" or "s" or "h" or "KiB" or "MiB" or "GiB") and var unit => $"{value[..end]} {unit}",
                _ => value,
            };
    }

    private static string Shorten(string path, ValueList<string> paths)
    {
        string[] parts = path.Split('.');
        for (int count = 1; count < parts.Length; count++)
        {
            string end = string.Join('.', parts[^count..]);
            if (paths.Count(path => path == end || path.EndsWith("." + end, StringComparison.Ordinal)) == 1)
            {
                return end;
            }
        }

        return path;
    }
}
