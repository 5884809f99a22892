using System.Runtime.InteropServices;

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>
/// Expands and compresses Slurm host lists, for example <c>c[1-4,07],login</c>, like <c>scontrol show hostnames</c> and
/// <c>scontrol show hostlist</c>.
/// </summary>
internal static class HostList
{
    /// <summary>Maximum number of names in one expression: 65,536, Slurm's maximum number of machines.</summary>
    public const int MaxNames = 65_536;

    private const int MaxDigits = 18;

    // Limit of the name of a machine in DNS (RFC 1035, 3.1).
    private const int MaxLength = 255;
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

            ReadItem(expression, ref at, names);
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

    private static string Write(List<HostListRange> ranges) =>
        ranges switch
        {
            [] => "",
            [{ IsSingle: true } alone] => alone.ToString(),
            _ => $"[{string.Join(',', ranges)}]",
        };

    /// <summary>
    /// Reads an item up to the comma that ends it. Each range in brackets is combined with all names before it. All
    /// limits are checked before any name is created.
    /// </summary>
    private static void ReadItem(string expression, ref int at, List<string> names)
    {
        List<HostListPart> parts = [];
        (int begin, long count, int length) = (at, 1, 0);
        while (at < expression.Length && expression[at] != ',')
        {
            char next = expression[at];
            if (next == ']' || char.IsWhiteSpace(next) || char.IsControl(next))
            {
                throw Invalid(expression, at, "no name of a machine has that character");
            }

            HostListPart part = next == '[' ? new HostListPart("", ReadRanges(expression, ref at)) : ReadText(expression, ref at);
            count *= part.Count;
            length += part.MaxLength;
            if (names.Count + count > MaxNames)
            {
                throw TooMany();
            }

            if (length > MaxLength)
            {
                throw Invalid(expression, begin, $"the name of a machine has at most {MaxLength} characters");
            }

            parts.Add(part);
        }

        AddNames(CollectionsMarshal.AsSpan(parts), stackalloc char[MaxLength], 0, names);
    }

    private static HostListPart ReadText(string expression, ref int at)
    {
        int end = expression.AsSpan(at).IndexOfAny(NameEnds);
        string text = end < 0 ? expression[at..] : expression.Substring(at, end);
        at += text.Length;
        return new HostListPart(text, []);
    }

    private static void AddNames(ReadOnlySpan<HostListPart> parts, Span<char> name, int length, List<string> names)
    {
        if (parts.IsEmpty)
        {
            names.Add(new string(name[..length]));
            return;
        }

        parts[0].Text.CopyTo(name[length..]);
        if (parts[0].Ranges.Count == 0)
        {
            AddNames(parts[1..], name, length + parts[0].Text.Length, names);
        }

        foreach (HostListRange range in parts[0].Ranges)
        {
            for (long number = range.First; number <= range.Last; number++)
            {
                AddNames(parts[1..], name, length + range.Write(number, name[length..]), names);
            }
        }
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
            if (HostListRange.HasLongNumber(part, MaxDigits))
            {
                throw Invalid(expression, at, $"'{TextEscaping.Escape(part)}' has a number with more than {MaxDigits} digits");
            }

            ranges.Add(
                HostListRange.TryParse(part, MaxDigits)
                    ?? throw Invalid(expression, at, $"'{TextEscaping.Escape(part)}' is not a range of numbers, as 1-4 or 07 is")
            );
        }

        at = close + 1;
        return ranges;
    }

    private static string Checked(string name) =>
        name.Length > 0 && !name.Any(letter => letter is ',' or '[' or ']' || char.IsWhiteSpace(letter) || char.IsControl(letter))
            ? name
            : throw new FormatException($"'{TextEscaping.Escape(name)}' is not a name of a machine: use letters, digits, '-' and '.'");

    private static FormatException TooMany() =>
        new(string.Create(CultureInfo.InvariantCulture, $"The host list stands for more than {MaxNames} machines."));

    private static FormatException Invalid(string expression, int at, string reason) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Host list '{TextEscaping.Escape(expression)}', character {at + 1}: {reason}."));
}

/// <summary>A text or a bracket of an item.</summary>
/// <param name="Ranges">Ranges of the bracket; empty for a text.</param>
internal readonly record struct HostListPart(string Text, List<HostListRange> Ranges)
{
    // A count that exceeds the limit is not exact, so that a product of two cannot overflow.
    public long Count =>
        Ranges.Count == 0
            ? 1
            : Math.Min(Ranges.Aggregate(0L, (sum, range) => Math.Min(sum + range.Count, long.MaxValue / 4)), HostList.MaxNames + 1L);

    public int MaxLength => Ranges.Count == 0 ? Text.Length : Ranges.Max(range => range.MaxLength);
}

/// <summary>Consecutive numbers of machines, padded to the same minimum width.</summary>
internal readonly record struct HostListRange(long First, long Last, int Width)
{
    public long Count => Last - First + 1;

    public bool IsSingle => First == Last;

    public int MaxLength => Write(Last, Width).Length;

    /// <summary>
    /// Parses <c>7</c>, <c>1-4</c> or <c>07-10</c>; null if malformed. The first number sets the width.
    /// </summary>
    public static HostListRange? TryParse(string text, int maxDigits)
    {
        string[] ends = text.Split('-', 2);
        return TryNumber(ends[0], maxDigits) is { } first && TryNumber(ends[^1], maxDigits) is { } last && first <= last
            ? new HostListRange(first, last, ends[0].Length)
            : null;
    }

    /// <summary>True for a number or a range of numbers of which one has too many digits.</summary>
    public static bool HasLongNumber(string text, int maxDigits)
    {
        string[] ends = text.Split('-', 2);
        return Array.TrueForAll(ends, end => end.Length > 0 && end.All(char.IsAsciiDigit))
            && Array.Exists(ends, end => end.Length > maxDigits);
    }

    /// <summary>Writes a number with its padding, and returns its length.</summary>
    public int Write(long number, Span<char> destination)
    {
        number.TryFormat(destination, out int digits, default, CultureInfo.InvariantCulture);
        int zeros = Math.Max(0, Width - digits);
        destination[..digits].CopyTo(destination[zeros..]);
        destination[..zeros].Fill('0');
        return zeros + digits;
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
        next.First == Last + 1 && Write(next.First, Width) == Write(next.First, next.Width) ? this with { Last = next.Last } : null;

    public override string ToString() => IsSingle ? Write(First, Width) : $"{Write(First, Width)}-{Write(Last, Width)}";

    private static string Write(long number, int width) => number.ToString($"D{width}", CultureInfo.InvariantCulture);

    private static long? TryNumber(string text, int maxDigits) =>
        text.Length <= maxDigits && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
