namespace Scalewright.Experiments.Platforms;

/// <summary>For when and how long the machines of a platform are reserved, as the keys <c>start_time</c> and <c>walltime</c> of its section say.</summary>
/// <param name="Start">When it begins; null: as soon as there is room.</param>
/// <param name="Length">How long it lasts.</param>
public sealed record Reservation(DateTimeOffset? Start, TimeSpan Length)
{
    private static readonly string[] StartForms = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd HH:mm:sszzz"];
    private static readonly string[] HourForms = ["HH:mm:ss", "HH:mm"];
    private const int HoursMax = 24 * 366;

    /// <summary>When it is over; null when nobody knows when it begins.</summary>
    public DateTimeOffset? End => Start + Length;

    /// <summary>Reads the section of a platform.</summary>
    /// <param name="section">The section. A time of day is one of <paramref name="now"/>'s day; all is UTC where nothing else is said.</param>
    /// <param name="now">The time it is.</param>
    /// <returns>Null when the section reserves nothing: it has no <c>walltime</c>.</returns>
    /// <exception cref="ExperimentException">A key holds no time.</exception>
    public static Reservation? Of(PlatformSection section, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (section.Text("walltime") is not { } walltime)
        {
            return null;
        }

        ProblemList problems = new();
        if (!TryLength(walltime, out TimeSpan length))
        {
            problems.Add(section.ProblemAt("walltime", ProblemCode.WrongType, $"'{Printable.Escape(walltime)}' is no length of time", "use hours, minutes and seconds, as in 02:30:00"));
        }

        string start = section.Text("start_time") ?? "";
        if (!TryStart(start, now, out DateTimeOffset? begin))
        {
            problems.Add(section.ProblemAt("start_time", ProblemCode.WrongType, $"'{Printable.Escape(start)}' is no time", "use one as in 2026-11-21 19:00:00, a time of day, or 'now'"));
        }

        return problems.HasErrors ? throw new ExperimentException(problems.ToValueList()) : new Reservation(begin, length);
    }

    /// <summary>How much of it is left: all of it before it begins or when nobody knows when that is, nothing when it is over.</summary>
    /// <param name="now">The time it is.</param>
    public TimeSpan LeftAt(DateTimeOffset now) => End is not { } end || now < Start ? Length : end > now ? end - now : TimeSpan.Zero;

    // Hours may be more than a day has.
    private static bool TryLength(string text, out TimeSpan length)
    {
        string[] parts = text.Trim().Split(':');
        int[] numbers = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        bool isRead = parts.Length is 2 or 3 && numbers.All(number => number >= 0) && numbers[0] <= HoursMax && numbers[1..].All(number => number < 60);
        length = isRead ? new TimeSpan(numbers[0], numbers[1], parts.Length == 3 ? numbers[2] : 0) : default;
        return isRead && length > TimeSpan.Zero;
    }

    private static bool TryStart(string text, DateTimeOffset now, out DateTimeOffset? start)
    {
        start = null;
        if (text.Trim() is "" or "now")
        {
            return true;
        }

        if (TimeOnly.TryParseExact(text.Trim(), HourForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly hour))
        {
            start = new DateTimeOffset(DateOnly.FromDateTime(now.UtcDateTime), hour, TimeSpan.Zero);
            return true;
        }

        bool isRead = DateTimeOffset.TryParseExact(text.Trim(), StartForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at);
        start = isRead ? at : null;
        return isRead;
    }
}
