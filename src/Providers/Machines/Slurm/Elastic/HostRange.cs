namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>Numbers of machines that follow each other, all written with at least so many digits.</summary>
internal readonly record struct HostRange(long First, long Last, int Width)
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

    /// <summary><c>7</c>, <c>1-4</c> or <c>07-10</c>; null: it is none. The first number says how many digits all have.</summary>
    public static HostRange? TryParse(string text, int digitsMax)
    {
        string[] ends = text.Split('-', 2);
        return TryNumber(ends[0], digitsMax) is { } first && TryNumber(ends[^1], digitsMax) is { } last && first <= last && last - first < HostList.NamesMax
            ? new HostRange(first, last, ends[0].Length)
            : null;
    }

    /// <summary>The number at the end of a name; null: it has none.</summary>
    public static HostRange? OfEnd(string name, int digitsMax, out string start)
    {
        int digits = name.Reverse().TakeWhile(char.IsAsciiDigit).Count();
        start = digits > digitsMax ? name : name[..^digits];
        return start.Length < name.Length && TryNumber(name[start.Length..], digitsMax) is { } number ? new HostRange(number, number, digits) : null;
    }

    /// <summary>This with the number that follows; null when another follows, or it is written with other zeros.</summary>
    public HostRange? TryExtend(HostRange next) =>
        next.First == Last + 1 && Write(next.First, Width) == Write(next.First, next.Width) ? this with { Last = next.Last } : null;

    public override string ToString() => IsSingle ? Write(First, Width) : $"{Write(First, Width)}-{Write(Last, Width)}";

    private static string Write(long number, int width) => number.ToString($"D{width}", CultureInfo.InvariantCulture);

    private static long? TryNumber(string text, int digitsMax) =>
        text.Length <= digitsMax && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
