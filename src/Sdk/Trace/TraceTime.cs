namespace Scalewright.Traces;

/// <summary>Times since the start of a run as text: <c>02:17.73</c>, or <c>1:02:17.73</c> from an hour on.</summary>
internal static class TraceTime
{
    private const ulong SecondsOfMinute = 60;
    private const ulong SecondsOfHour = 3_600;

    public static string Format(TimeSpan time)
    {
        bool isNegative = time < TimeSpan.Zero;
        ulong ticks = unchecked(isNegative ? 0UL - (ulong)time.Ticks : (ulong)time.Ticks);
        ulong seconds = ticks / (ulong)TimeSpan.TicksPerSecond;
        ulong fraction = ticks % (ulong)TimeSpan.TicksPerSecond;
        StringBuilder text = new(isNegative ? "-" : "");
        if (seconds >= SecondsOfHour)
        {
            text.Append(CultureInfo.InvariantCulture, $"{seconds / SecondsOfHour}:");
        }

        text.Append(CultureInfo.InvariantCulture, $"{seconds / SecondsOfMinute % SecondsOfMinute:00}:");
        text.Append(CultureInfo.InvariantCulture, $"{seconds % SecondsOfMinute:00}");
        return fraction == 0 ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $".{fraction:0000000}").ToString().TrimEnd('0');
    }

    /// <summary>Parses what <see cref="Format"/> returns.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        bool isNegative = text.StartsWith('-');
        string[] parts = text[(isNegative ? 1 : 0)..].Split(':');
        if (
            parts.Length is not (2 or 3)
            || !TryParseSeconds(parts[^1], out Int128 ticks)
            || !TryParseDigits(parts[^2], out ulong minutes)
            || !TryParseDigits(parts.Length == 3 ? parts[0] : "0", out ulong hours)
        )
        {
            return false;
        }

        ticks += (Int128)minutes * TimeSpan.TicksPerMinute + (Int128)hours * TimeSpan.TicksPerHour;
        ticks = isNegative ? -ticks : ticks;
        if (ticks < long.MinValue || ticks > long.MaxValue)
        {
            return false;
        }

        time = new TimeSpan((long)ticks);
        return true;
    }

    private static bool TryParseSeconds(string text, out Int128 ticks)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        string fraction = point < 0 ? "0" : text[(point + 1)..];
        bool isValid = TryParseDigits(point < 0 ? text : text[..point], out ulong seconds);
        isValid &= TryParseDigits(fraction.PadRight(7, '0'), out ulong parts) && fraction.Length <= 7;
        ticks = (Int128)seconds * TimeSpan.TicksPerSecond + parts;
        return isValid;
    }

    private static bool TryParseDigits(string text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
