using System.Collections.Frozen;

namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of an action with their treatment. Immutable. A parameter without a row is unknown.</summary>
/// <param name="rows">Rows; the first one of a path counts.</param>
internal sealed class ParameterTable(IEnumerable<ParameterRow> rows)
{
    private const char Separator = '.';
    private const string AnyNumber = "N";

    private readonly FrozenDictionary<string, ParameterRow> _rows = rows.DistinctBy(row => row.Path, StringComparer.Ordinal)
        .ToFrozenDictionary(row => row.Path, StringComparer.Ordinal);

    /// <summary>All rows, by path.</summary>
    public IEnumerable<ParameterRow> Rows => _rows.Values.OrderBy(row => row.Path, StringComparer.Ordinal);

    /// <summary>Finds the row of a parameter, or that of the innermost structure with a row that covers it.</summary>
    /// <param name="path">Name with <c>N</c> for numbers.</param>
    /// <returns>Null if the parameter is unknown.</returns>
    public ParameterRow? Find(string path)
    {
        if (_rows.TryGetValue(path, out ParameterRow? row))
        {
            return row;
        }

        int end = path.LastIndexOf(Separator);
        while (end > 0)
        {
            // Only a rejected or ignored structure also decides for its members.
            ParameterRow? outer = _rows.GetValueOrDefault(path[..end]);
            if (outer is { Treatment: ParameterTreatment.Rejected or ParameterTreatment.Ignored })
            {
                return outer;
            }

            end = path.LastIndexOf(Separator, end - 1);
        }

        return null;
    }

    /// <summary>Returns true for the name of a list or structure whose members have rows.</summary>
    /// <param name="path">Name with <c>N</c> for numbers.</param>
    public bool IsOuter(string path) =>
        _rows.Keys.Any(row => row.StartsWith(path, StringComparison.Ordinal) && row.Length > path.Length && row[path.Length] == Separator);

    /// <summary>Returns true if the name would be known with numbers for all list elements.</summary>
    /// <param name="path">Name with <c>N</c> for numbers.</param>
    public bool LacksNumber(string path)
    {
        string[] parts = path.Split(Separator);
        return _rows
            .Keys.Select(row => row.Split(Separator))
            .Any(row => row.Length == parts.Length && row.Zip(parts).All(pair => pair.First == pair.Second || pair.First == AnyNumber));
    }

    /// <summary>Converts a name to a path: <c>Tags.member.1.Key</c> becomes <c>Tags.member.N.Key</c>.</summary>
    public static string ToPath(string name) =>
        name.Contains(Separator, StringComparison.Ordinal) ? string.Join(Separator, name.Split(Separator).Select(ToPart)) : name;

    private static string ToPart(string part, int index) => index > 0 && part.Length > 0 && part.All(char.IsAsciiDigit) ? AnyNumber : part;
}

/// <summary>Treatment of one parameter of an action, or of a whole structure.</summary>
/// <param name="Path">Name as in the API reference; <c>N</c> stands for a list index.</param>
/// <param name="Reason">Reason for the treatment, as the end of a sentence; empty for read parameters.</param>
/// <param name="Default">Value without effect, accepted even if the parameter is rejected; null for none.</param>
internal sealed record ParameterRow(string Path, ParameterTreatment Treatment, string Reason = "", string? Default = null);

/// <summary>Treatment of a parameter of an action.</summary>
internal enum ParameterTreatment
{
    /// <summary>Read by the action. A request in which it was not read is rejected.</summary>
    Read,

    /// <summary>
    /// Read, stored and shown, without effect on nodes or decisions. A request in which it was not read is rejected.
    /// </summary>
    Recorded,

    /// <summary>Rejected; the error names the parameter.</summary>
    Rejected,

    /// <summary>Accepted without effect, for the reason in the row.</summary>
    Ignored,
}
