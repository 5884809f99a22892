namespace Scalewright.Experiments.Reading;

/// <summary>Parses and formats durations: 90 (seconds), 10us, 200ms, 1.5s, 3.6e2s, 10m, 2h, 1d.</summary>
internal static class ExperimentDurationText
{
    private static readonly (string Unit, double Seconds)[] Units =
    [
        ("us", 1e-6),
        ("ms", 1e-3),
        ("s", 1),
        ("m", 60),
        ("h", 3600),
        ("d", 86_400),
    ];
    private const double MaxSeconds = 1e9;

    public static bool IsTooLong(string text) => TryNumber(text, out double seconds) && seconds >= MaxSeconds;

    /// <summary>Formats a duration in the largest unit in which it is an integer: <c>90s</c>, <c>10m</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        foreach ((string unit, double seconds) in Units.AsEnumerable().Reverse())
        {
            long ticks = (long)Math.Round(seconds * TimeSpan.TicksPerSecond);
            if (duration != TimeSpan.Zero && duration.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)duration.Ticks / TimeSpan.TicksPerSecond}s");
    }

    public static bool TryRead(string text, out TimeSpan duration)
    {
        bool isRead = TryNumber(text, out double seconds) && Math.Abs(seconds) < MaxSeconds;
        duration = isRead ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)) : default;
        return isRead;
    }

    private static bool TryNumber(string text, out double seconds)
    {
        const NumberStyles Number = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent;
        string digits = text.TrimEnd("abcdefghijklmnopqrstuvwxyz".ToCharArray());
        string unit = text[digits.Length..];
        double factor = unit.Length == 0 ? 1 : Array.Find(Units, known => known.Unit == unit).Seconds;
        bool isNumber = double.TryParse(digits.Trim(), Number, CultureInfo.InvariantCulture, out double number);
        seconds = number * factor;
        return isNumber && factor > 0;
    }
}
