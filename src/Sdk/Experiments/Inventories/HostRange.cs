using System.Text.RegularExpressions;

namespace Scalewright.Experiments.Inventories;

/// <summary>Expands ranges with inclusive bounds: node[01:12], rack-[a:c]-[1:2], even[2:8:2].</summary>
internal static partial class HostRange
{
    /// <summary>Maximum number of hosts of one inventory: 1,000,000.</summary>
    public const int MaxHosts = 1_000_000;

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>Expands a name; a name without a range results in itself.</summary>
    /// <param name="names">The names in order, the first range varying slowest; empty on error.</param>
    /// <returns>The error, as a clause; null on success.</returns>
    public static string? Expand(string pattern, out ValueList<string> names)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        names = [];
        List<string> done = [""];
        int at = 0;
        foreach (Match match in Range().Matches(pattern))
        {
            string before = pattern[at..match.Index];
            if (Values(match, out IReadOnlyList<string> values) is { } fault)
            {
                return fault;
            }

            if ((long)done.Count * values.Count > MaxHosts)
            {
                return $"it stands for more than {MaxHosts} hosts";
            }

            done = [.. done.SelectMany(head => values.Select(value => head + before + value))];
            at = match.Index + match.Length;
        }

        if (pattern.AsSpan(at).IndexOfAny('[', ']') >= 0)
        {
            return "its brackets hold no range; write [first:last] or [first:last:step]";
        }

        names = [.. done.Select(head => head + pattern[at..])];
        return null;
    }

    /// <summary>Expands valid names. Each host is returned once.</summary>
    public static IEnumerable<string> ExpandAll(IEnumerable<string> patterns) =>
        patterns
            .SelectMany(pattern =>
            {
                Expand(pattern, out ValueList<string> names);
                return (IEnumerable<string>)names;
            })
            .Distinct(StringComparer.Ordinal);

    private static string? Values(Match match, out IReadOnlyList<string> values)
    {
        values = [];
        (string first, string last, string step) = (match.Groups["first"].Value, match.Groups["last"].Value, match.Groups["step"].Value);
        if (!int.TryParse(step.Length == 0 ? "1" : step, NumberStyles.None, CultureInfo.InvariantCulture, out int by) || by == 0)
        {
            return $"the step of [{match.Value.Trim('[', ']')}] is not a number from 1";
        }

        if (first.Length == 1 && last.Length == 1 && char.IsAsciiLetter(first[0]) && char.IsAsciiLetter(last[0]))
        {
            return Count(
                Letters.IndexOf(first[0], StringComparison.Ordinal),
                Letters.IndexOf(last[0], StringComparison.Ordinal),
                by,
                index => Letters[index].ToString(),
                match.Value,
                out values
            );
        }

        if (
            !int.TryParse(first.Length == 0 ? "0" : first, NumberStyles.None, CultureInfo.InvariantCulture, out int from)
            || !int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int to)
        )
        {
            return $"the bounds of {match.Value} are neither two numbers nor two letters";
        }

        bool isPadded = first.Length > 1 && first[0] == '0';
        string format = isPadded ? $"D{first.Length}" : "D";
        return isPadded && first.Length != last.Length
            ? $"the bounds of {match.Value} differ in length, and the first is padded with zeros"
            : Count(from, to, by, index => index.ToString(format, CultureInfo.InvariantCulture), match.Value, out values);
    }

    private static string? Count(int from, int to, int by, Func<int, string> spell, string range, out IReadOnlyList<string> values)
    {
        values = [];
        if (to < from)
        {
            return $"the bounds of {range} run backwards";
        }

        long count = (((long)to - from) / by) + 1;
        if (count > MaxHosts)
        {
            return $"it stands for more than {MaxHosts} hosts";
        }

        values = [.. Enumerable.Range(0, (int)count).Select(index => spell(from + (index * by)))];
        return null;
    }

    [GeneratedRegex(@"\[(?<first>[^\[\]:]*):(?<last>[^\[\]:]+)(:(?<step>[^\[\]:]+))?\]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Range();
}
