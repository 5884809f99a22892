using System.Collections.Frozen;

namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>The parameters of an action with their fates. Immutable; a parameter without a row is unknown.</summary>
internal sealed class ParameterTable
{
    private const char Separator = '.';
    private const string AnyNumber = "N";

    private readonly FrozenDictionary<string, ParameterRow> _rows;

    private ParameterTable(IEnumerable<ParameterRow> rows) =>
        _rows = rows.ToFrozenDictionary(row => row.Path, StringComparer.Ordinal);

    /// <summary>A table without rows.</summary>
    public static ParameterTable Empty { get; } = new([]);

    /// <summary>All rows, by path.</summary>
    public IEnumerable<ParameterRow> Rows => _rows.Values.OrderBy(row => row.Path, StringComparer.Ordinal);

    /// <summary>Adds parameters that the action reads.</summary>
    /// <param name="paths">Names as in the API reference, with <c>N</c> for numbers.</param>
    /// <exception cref="ArgumentException">One has a fate already.</exception>
    public ParameterTable Done(params ReadOnlySpan<string> paths) =>
        With(paths, path => new ParameterRow(path, ParameterFate.Done));

    /// <summary>Adds parameters that the action keeps and shows, and that have no other effect.</summary>
    /// <param name="reason">Why they have none, as the end of a sentence.</param>
    /// <param name="paths">Names as in the API reference, with <c>N</c> for numbers.</param>
    /// <exception cref="ArgumentException">One has a fate already.</exception>
    public ParameterTable Recorded(string reason, params ReadOnlySpan<string> paths) =>
        With(paths, path => new ParameterRow(path, ParameterFate.Recorded, reason));

    /// <summary>Adds parameters that are refused.</summary>
    /// <param name="paths">Names; that of a structure covers everything in it.</param>
    /// <exception cref="ArgumentException">One has a fate already.</exception>
    public ParameterTable Refused(string reason, params ReadOnlySpan<string> paths) =>
        With(paths, path => new ParameterRow(path, ParameterFate.Refused, reason));

    /// <summary>Adds parameters that are refused unless they ask for what is the case anyway.</summary>
    /// <param name="value">The value that is accepted; letters in any case.</param>
    /// <param name="reason">Why others are refused, as the end of a sentence.</param>
    /// <exception cref="ArgumentException">One has a fate already.</exception>
    public ParameterTable RefusedUnless(string value, string reason, params ReadOnlySpan<string> paths) =>
        With(paths, path => new ParameterRow(path, ParameterFate.Refused, reason, value));

    /// <summary>Adds parameters that are accepted and change nothing.</summary>
    /// <param name="reason">Why that is right, as the end of a sentence.</param>
    /// <param name="paths">Names; that of a structure covers everything in it.</param>
    /// <exception cref="ArgumentException">One has a fate already.</exception>
    public ParameterTable Harmless(string reason, params ReadOnlySpan<string> paths) =>
        With(paths, path => new ParameterRow(path, ParameterFate.Harmless, reason));

    /// <summary>
    /// Finds the row of a parameter: its own, or that of the innermost structure that is refused or harmless as a
    /// whole.
    /// </summary>
    /// <param name="path">Name with <c>N</c> for numbers.</param>
    /// <returns>Null when the parameter is unknown.</returns>
    public ParameterRow? Find(string path)
    {
        ParameterRow? row = _rows.GetValueOrDefault(path);
        for (string outer = path; row is null && outer.LastIndexOf(Separator) is var end and > 0;)
        {
            outer = outer[..end];
            row = _rows.GetValueOrDefault(outer) is { Fate: ParameterFate.Refused or ParameterFate.Harmless } covering
                ? covering
                : null;
        }

        return row;
    }

    /// <summary>Tells whether a name is that of a list or a structure of which rows have parts.</summary>
    /// <param name="path">Name with <c>N</c> for numbers.</param>
    public bool IsOuter(string path) =>
        _rows.Keys.Any(
            row => row.StartsWith(path, StringComparison.Ordinal) && row.Length > path.Length
                && row[path.Length] == Separator);

    /// <summary>Tells whether a name would be known if all elements of its lists had numbers.</summary>
    /// <param name="path">Name with <c>N</c> for numbers.</param>
    public bool LacksNumber(string path)
    {
        string[] parts = path.Split(Separator);
        return _rows.Keys.Select(row => row.Split(Separator)).Any(row =>
            row.Length == parts.Length
                && row.Zip(parts).All(pair => pair.First == pair.Second || pair.First == AnyNumber));
    }

    /// <summary>Writes a name as rows have it: <c>Tags.member.1.Key</c> becomes <c>Tags.member.N.Key</c>.</summary>
    public static string PathOf(string name) => name.Contains(Separator, StringComparison.Ordinal)
        ? string.Join(
            Separator,
            name.Split(Separator)
                .Select(
                    (part, index) => index > 0 && part.Length > 0 && part.All(char.IsAsciiDigit) ? AnyNumber : part))
        : name;

    private ParameterTable With(ReadOnlySpan<string> paths, Func<string, ParameterRow> make)
    {
        List<ParameterRow> rows = [.. _rows.Values];
        foreach (string path in paths)
        {
            if (rows.Exists(row => row.Path == path))
            {
                throw new ArgumentException($"the parameter {path} has a fate already", nameof(paths));
            }

            rows.Add(make(path));
        }

        return new ParameterTable(rows);
    }
}

/// <summary>Fate of one parameter of an action, or of a whole structure that is refused or harmless.</summary>
/// <param name="Path">Name as in the API reference: <c>N</c> stands for the number of a list's element.</param>
/// <param name="Reason">Why it is refused, recorded or harmless, as the end of a sentence; empty for what is
/// done.</param>
/// <param name="Default">Value that asks for nothing, so that it is accepted in spite of a refusal; null: none.</param>
internal sealed record ParameterRow(string Path, ParameterFate Fate, string Reason = "", string? Default = null);

/// <summary>Treatment of a parameter of an action.</summary>
internal enum ParameterFate
{
    /// <summary>The action reads it. A request in which it went unread is refused.</summary>
    Done,

    /// <summary>The action reads, keeps and shows it. It changes neither nodes nor decisions, for a reason that the
    /// row gives. A request in which it went unread is refused.</summary>
    Recorded,

    /// <summary>A request with it is refused, and the error names it.</summary>
    Refused,

    /// <summary>It is accepted and changes nothing, for a reason that the row gives.</summary>
    Harmless,
}
