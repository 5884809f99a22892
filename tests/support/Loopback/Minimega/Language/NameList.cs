namespace Loopback.Minimega.Language;

/// <summary>Lists of names with ranges: <c>a,b[1-3]</c>.</summary>
internal static partial class NameList
{
    // Enough for a fake server; a huge range is easily typed.
    private const int NamesMax = 100_000;

    public static IReadOnlyList<string> Expand(string text)
    {
        List<string> names = [];
        foreach (Match part in Parts().Matches(text))
        {
            Add(names, part.Value);
        }

        return names;
    }

    public static string Shorten(IReadOnlyList<string> names)
    {
        List<(string Stem, int First, int Last, string Text)> parts = [];
        foreach (string name in names)
        {
            string stem = name.TrimEnd("0123456789".ToCharArray());
            bool numbered =
                TryNumber(name[stem.Length..], out int number)
                && number.ToString(CultureInfo.InvariantCulture).Length == name.Length - stem.Length;
            if (numbered && parts.Count > 0 && parts[^1].Stem == stem && parts[^1].Last == number - 1)
            {
                parts[^1] = (stem, parts[^1].First, number, $"{stem}[{parts[^1].First}-{number}]");
            }
            else
            {
                parts.Add((stem, number, numbered ? number : int.MaxValue, name));
            }
        }

        return string.Join(',', parts.Select(part => part.Text));
    }

    private static void Add(List<string> names, string part)
    {
        int open = part.IndexOf('[', StringComparison.Ordinal);
        int close = part.IndexOf(']', StringComparison.Ordinal);
        if (open < 0 && close < 0)
        {
            names.Add(part);
            return;
        }

        if (open < 0 || close < open)
        {
            throw new CommandFailure($"invalid range: `{part}`");
        }

        foreach (string number in part[(open + 1)..close].Split(','))
        {
            AddRange(names, part[..open], number, part[(close + 1)..]);
        }
    }

    private static void AddRange(List<string> names, string before, string range, string after)
    {
        string[] ends = range.Split('-');
        if (
            ends.Length > 2
            || !TryNumber(ends[0], out int first)
            || !TryNumber(ends[^1], out int last)
            || last < first
            || last - first > NamesMax - names.Count
        )
        {
            throw new CommandFailure($"invalid range: `{range}`");
        }

        int width = ends[0].Length > 1 && ends[0][0] == '0' ? ends[0].Length : 1;
        for (int number = first; number <= last; number++)
        {
            names.Add(before + number.ToString("D" + width.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + after);
        }
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(@"([^,\[\]]|\[[^\]]*\]|\[|\])+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parts();
}
