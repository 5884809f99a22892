namespace Scalewright.Experiments.Platforms;

/// <summary>Reservation of machines, from the keys <c>start_time</c> and <c>walltime</c> of a section.</summary>
/// <param name="Start">Start of the reservation; null for as soon as capacity is available.</param>
/// <param name="Duration">Duration of the reservation.</param>
public sealed record Reservation(DateTimeOffset? Start, TimeSpan Duration)
{
    internal const string StartKey = "start_time";

    private static readonly string[] StartForms =
    [
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd HH:mm:sszzz",
    ];
    private static readonly string[] HourForms = ["HH:mm:ss", "HH:mm"];
    private static readonly TimeSpan MaxLength = TimeSpan.FromDays(366);
    private const int TooLarge = 1_000_000;

    /// <summary>End of the reservation; null if the start is unknown.</summary>
    public DateTimeOffset? EndsAt => Start + Duration;

    /// <summary>Reads the reservation of a section.</summary>
    /// <param name="section">The section. A time without a date is the next such time in the offset of
    /// <paramref name="now"/>. Dates without an offset are UTC.</param>
    /// <param name="now">The current time.</param>
    /// <returns>Null if the section has no <c>walltime</c>.</returns>
    /// <exception cref="ExperimentException">A key is not a valid time.</exception>
    public static Reservation? FromSection(PlatformSection section, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(section);
        ProblemList problems = new();
        Reservation? reservation = Read(section, now, problems);
        return problems.HasErrors ? throw new ExperimentException(problems.ToValueList()) : reservation;
    }

    internal static Reservation? Read(PlatformSection section, DateTimeOffset now, ProblemList problems)
    {
        if (section.GetText("walltime") is not { } walltime)
        {
            return null;
        }

        if (ReadLength(walltime, out TimeSpan length) is { } fault)
        {
            problems.Add(section.ProblemAt("walltime", fault.Code, $"'{TextEscaping.Escape(walltime)}' {fault.Found}", fault.Advice));
        }

        string start = section.GetText(StartKey) ?? "";
        if (!TryStart(start, now, out DateTimeOffset? begin))
        {
            problems.Add(
                section.ProblemAt(
                    StartKey,
                    ProblemCode.WrongType,
                    $"'{TextEscaping.Escape(start)}' is not a time",
                    "use one as in 2026-11-21 19:00:00, a time of day, or 'now'"
                )
            );
        }
        else if (begin is { } at && length.Ticks > DateTime.MaxValue.Ticks - Math.Max(at.Ticks, at.UtcTicks))
        {
            problems.Add(
                section.ProblemAt(
                    StartKey,
                    ProblemCode.OutOfRange,
                    $"'{TextEscaping.Escape(start)}' is too late: with the walltime, it ends after the year 9999",
                    "use an earlier time"
                )
            );
        }

        return new Reservation(begin, length);
    }

    /// <summary>Replaces a time of day by the time at which the reservation of a section starts.</summary>
    internal static PlatformSection ResolveStart(PlatformSection section, DateTimeOffset now) =>
        section.GetText(StartKey) is { } text && TryStart(text, now, out DateTimeOffset? start) && start is { } at
            ? section.With(StartKey, at.ToString(StartForms[^1], CultureInfo.InvariantCulture))
            : section;

    /// <summary>Returns the remaining time: the whole duration if the start is later or unknown, zero after the
    /// end.</summary>
    /// <param name="now">The current time.</param>
    public TimeSpan GetRemaining(DateTimeOffset now) =>
        EndsAt is not { } end || now < Start ? Duration : new TimeSpan(Math.Max(0, (end - now).Ticks));

    /// <summary>Reports a start that is over, with which no testbed accepts a reservation.</summary>
    internal static void CheckStart(PlatformSection section, DateTimeOffset now, ProblemList problems)
    {
        if (section.GetText(StartKey) is { } text && TryStart(text, now, out DateTimeOffset? start) && start is { } at && at < now)
        {
            problems.Add(
                section.ProblemAt(
                    StartKey,
                    ProblemCode.OutOfRange,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{TextEscaping.Escape(text)}' is in the past: it is {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"
                    ),
                    "use a later time, or 'now'"
                )
            );
        }
    }

    /// <summary>Reads hours, which may exceed 24, minutes and optional seconds.</summary>
    /// <returns>The problem; null if the length is valid.</returns>
    private static LengthFault? ReadLength(string text, out TimeSpan length)
    {
        length = default;
        string[] parts = text.Trim().Split(':');
        if (
            parts.Length is not (2 or 3)
            || !parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit))
            || !parts[1..].All(part => ReadNumber(part) < 60)
        )
        {
            return new LengthFault(ProblemCode.WrongType, "is not a length of time", "use hours, minutes and seconds, as in 02:30:00");
        }

        int[] numbers = [.. parts.Select(ReadNumber)];
        length = new TimeSpan(numbers[0], numbers[1], numbers.ElementAtOrDefault(2));
        if (length > MaxLength)
        {
            return new LengthFault(ProblemCode.OutOfRange, "is too large: it is more than 366 days", "use 8784:00:00 or less");
        }

        return length == TimeSpan.Zero ? new LengthFault(ProblemCode.OutOfRange, "is zero", "use a second or more, as in 00:00:01") : null;
    }

    // Larger numbers are all equally too large.
    private static int ReadNumber(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, TooLarge) : TooLarge;

    private static bool TryStart(string text, DateTimeOffset now, out DateTimeOffset? start)
    {
        start = null;
        if (text.Trim() is "" or "now")
        {
            return true;
        }

        if (TimeOnly.TryParseExact(text.Trim(), HourForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly hour))
        {
            DateTimeOffset today = new(DateOnly.FromDateTime(now.DateTime), hour, now.Offset);
            start = today < now ? today.AddDays(1) : today;
            return true;
        }

        bool isRead = DateTimeOffset.TryParseExact(
            text.Trim(),
            StartForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset at
        );
        start = isRead ? at : null;
        return isRead;
    }

    /// <summary>Why a text is not a length of a reservation.</summary>
    /// <param name="Found">Continues the quoted text.</param>
    private sealed record LengthFault(ProblemCode Code, string Found, string Advice);
}
