namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>
/// Expands and compresses Slurm host lists, for example <c>c[1-4,07],login</c>, like <c>scontrol show hostnames</c> and
/// <c>scontrol show hostlist</c>.
/// </summary>
public static class HostList
{
    /// <summary>Maximum number of names in one expression: 65,536, Slurm's maximum number of machines.</summary>
    public const int MaxNames = 65_536;

    private const int MaxDigits = 18;
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(",[] \t\r\n");

    /// <summary>Expands an expression to a list of names in the same order.</summary>
    /// <param name="expression">The expression; may be empty.</param>
    /// <exception cref="FormatException">The expression is malformed, or has more than <see cref="MaxNames"/> names;
    /// the message contains the position.</exception>
    public static ValueList<string> Expand(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        List<string> names = [];
        int at = 0;
        while (at < expression.Length)
        {
            if (expression[at] == ',')
            {
                at++;
                continue;
            }

            names.AddRange(ReadItem(expression, ref at));
            if (names.Count > MaxNames)
            {
                throw TooMany();
            }
        }

        return names.ToValueList();
    }

    /// <summary>
    /// Compresses names to a short expression in the same order. Consecutive trailing numbers form ranges.
    /// </summary>
    /// <param name="names">The names.</param>
    /// <exception cref="FormatException">A name is empty or contains a comma, bracket, space or control
    /// character.</exception>
    public static string Compress(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        List<(string Start, List<HostListRange> Ranges)> items = [];
        foreach (string name in names)
        {
            HostListRange? range = HostListRange.FromEnd(Checked(name), MaxDigits, out string start);
            if (range is not { } number)
            {
                items.Add((name, []));
            }
            else if (items is [.., var (same, ranges)] && same == start && ranges.Count > 0)
            {
                Join(ranges, number);
            }
            else
            {
                items.Add((start, [number]));
            }
        }

        return string.Join(',', items.Select(item => item.Start + Write(item.Ranges)));
    }

    private static void Join(List<HostListRange> ranges, HostListRange next)
    {
        if (ranges[^1].TryExtend(next) is { } longer)
        {
            ranges[^1] = longer;
        }
        else
        {
            ranges.Add(next);
        }
    }

    private static string Write(List<HostListRange> ranges) => ranges switch
    {
        [] => "",
        [{ IsSingle: true } alone] => alone.ToString(),
        _ => $"[{string.Join(',', ranges)}]",
    };

    /// <summary>
    /// Reads an item up to the comma that ends it. Each range in brackets is combined with all names before it.
    /// </summary>
    private static List<string> ReadItem(string expression, ref int at)
    {
        List<string> names = [""];
        while (at < expression.Length && expression[at] != ',')
        {
            char next = expression[at];
            if (next == '[')
            {
                List<HostListRange> ranges = ReadRanges(expression, ref at);
                if (names.Count * ranges.Sum(range => range.Count) > MaxNames)
                {
                    throw TooMany();
                }

                names = [.. names.SelectMany(
                    _ => ranges.SelectMany(range => range.Numbers), (start, number) => start + number)];
                continue;
            }

            if (next == ']' || char.IsWhiteSpace(next) || char.IsControl(next))
            {
                throw Invalid(expression, at, "no name of a machine has that character");
            }

            int end = expression.AsSpan(at).IndexOfAny(NameEnds);
            string text = end < 0 ? expression[at..] : expression.Substring(at, Math.Max(1, end));
            at += text.Length;
            names = [.. names.Select(start => start + text)];
        }

        return names;
    }

    private static List<HostListRange> ReadRanges(string expression, ref int at)
    {
        int close = expression.IndexOf(']', at);
        if (close < 0)
        {
            throw Invalid(expression, at, "the bracket is not closed");
        }

        List<HostListRange> ranges = [];
        foreach (string part in expression[(at + 1)..close].Split(','))
        {
            ranges.Add(HostListRange.TryParse(part, MaxDigits) ?? throw Invalid(
                expression, at, $"'{TextEscaping.Escape(part)}' is no range of numbers, as 1-4 or 07 is"));
        }

        at = close + 1;
        return ranges;
    }

    private static string Checked(string name) =>
        name.Length > 0
        && !name.Any(letter => letter is ',' or '[' or ']' || char.IsWhiteSpace(letter) || char.IsControl(letter))
            ? name
            : throw new FormatException(
                $"'{TextEscaping.Escape(name)}' is no name of a machine: use letters, digits, '-' and '.'");

    private static FormatException TooMany() =>
        new(string.Create(CultureInfo.InvariantCulture, $"The host list stands for more than {MaxNames} machines."));

    private static FormatException Invalid(string expression, int at, string reason) =>
        new(string.Create(CultureInfo.InvariantCulture,
            $"Host list '{TextEscaping.Escape(expression)}', character {at + 1}: {reason}."));
}

/// <summary>Consecutive numbers of machines, padded to the same minimum width.</summary>
internal readonly record struct HostListRange(long First, long Last, int Width)
{
    public long Count => Last - First + 1;

    public bool IsSingle => First == Last;

    public IEnumerable<string> Numbers
    {
        get
        {
            (long first, long last, int width) = (First, Last, Width);
            for (long number = first; number <= last; number++)
            {
                yield return Write(number, width);
            }
        }
    }

    /// <summary>
    /// Parses <c>7</c>, <c>1-4</c> or <c>07-10</c>; null if malformed. The first number sets the width.
    /// </summary>
    public static HostListRange? TryParse(string text, int maxDigits)
    {
        string[] ends = text.Split('-', 2);
        return TryNumber(ends[0], maxDigits) is { } first
            && TryNumber(ends[^1], maxDigits) is { } last
            && first <= last
            && last - first < HostList.MaxNames
            ? new HostListRange(first, last, ends[0].Length)
            : null;
    }

    /// <summary>Returns the number at the end of a name; null if it has no number.</summary>
    public static HostListRange? FromEnd(string name, int maxDigits, out string start)
    {
        int digits = name.Reverse().TakeWhile(char.IsAsciiDigit).Count();
        start = digits > maxDigits ? name : name[..^digits];
        return start.Length < name.Length && TryNumber(name[start.Length..], maxDigits) is { } number
            ? new HostListRange(number, number, digits)
            : null;
    }

    /// <summary>Extends the range by the next one; null if it is not consecutive or has another width.</summary>
    public HostListRange? TryExtend(HostListRange next) =>
        next.First == Last + 1 && Write(next.First, Width) == Write(next.First, next.Width)
            ? this with { Last = next.Last }
            : null;

    public override string ToString() => IsSingle ? Write(First, Width) : $"{Write(First, Width)}-{Write(Last, Width)}";

    private static string Write(long number, int width) => number.ToString($"D{width}", CultureInfo.InvariantCulture);

    private static long? TryNumber(string text, int maxDigits) =>
        text.Length <= maxDigits
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
