using System.Collections.Frozen;
using System.Globalization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// A cron expression of five fields: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday). Where both days are
/// restricted, either one suffices (crontab(5)).
/// </summary>
internal sealed class CronSchedule
{
    private const int FieldCount = 5;

    // A date such as 29 February comes again after eight years at most.
    private const int MaxDays = (8 * 366) + 1;

    private static readonly (int Min, int Max)[] Ranges = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];

    private static readonly FrozenDictionary<string, int> Words = Named(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames.Take(12), 1)
        .Concat(Named(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames, 0)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly bool[][] _allowed;
    private readonly bool _isAnyDay;
    private readonly bool _isAnyWeekday;

    private CronSchedule(bool[][] allowed, bool isAnyDay, bool isAnyWeekday) =>
        (_allowed, _isAnyDay, _isAnyWeekday) = (allowed, isAnyDay, isAnyWeekday);

    /// <summary>Reads an expression.</summary>
    /// <returns>Null when it is none.</returns>
    public static CronSchedule? TryRead(string text)
    {
        string[] fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != FieldCount)
        {
            return null;
        }

        bool[]?[] allowed = [.. fields.Select(ReadField)];
        if (allowed.Any(field => field is null))
        {
            return null;
        }

        allowed[4]![0] |= allowed[4]![7];
        return new CronSchedule(allowed!, fields[2].StartsWith('*'), fields[4].StartsWith('*'));
    }

    /// <summary>The first time after another one.</summary>
    /// <param name="after">The time before.</param>
    /// <param name="zone">The zone whose clock counts. Times that its clock skips are left out; of those that it shows twice the first counts.</param>
    /// <returns>Null when there is none.</returns>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        DateTime local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        DateOnly first = DateOnly.FromDateTime(local);
        for (int day = 0; day < MaxDays; day++)
        {
            DateOnly date = first.AddDays(day);
            if (IsDay(date) && TimesOf(date, zone).Where(at => at > after).Cast<DateTimeOffset?>().FirstOrDefault() is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private bool IsDay(DateOnly date)
    {
        (bool day, bool weekday) = (_allowed[2][date.Day], _allowed[4][(int)date.DayOfWeek]);
        bool isEither = _isAnyDay || _isAnyWeekday ? day && weekday : day || weekday;
        return _allowed[3][date.Month] && isEither;
    }

    private IEnumerable<DateTimeOffset> TimesOf(DateOnly date, TimeZoneInfo zone)
    {
        for (int minute = 0; minute < 24 * 60; minute++)
        {
            if (!_allowed[1][minute / 60] || !_allowed[0][minute % 60])
            {
                continue;
            }

            DateTime local = date.ToDateTime(new TimeOnly(minute / 60, minute % 60));
            if (!zone.IsInvalidTime(local))
            {
                TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
                yield return new DateTimeOffset(local, offset).ToUniversalTime();
            }
        }
    }

    private static bool[]? ReadField(string text, int index)
    {
        (int min, int max) = Ranges[index];
        bool[] allowed = new bool[max + 1];
        foreach (string part in text.Split(','))
        {
            string[] halves = part.Split('/');
            int step = 1;
            if (halves.Length > 2 || (halves.Length == 2 && (!TryNumber(halves[1], 1, max, out step))))
            {
                return null;
            }

            string[] ends = halves[0] == "*" ? [Text(min), Text(index == 4 ? 6 : max)] : halves[0].Split('-');
            if (ends.Length > 2 || !TryValue(ends[0], index, out int from) || !TryValue(ends[^1], index, out int to) || from > to)
            {
                return null;
            }

            // "5/10" is "5-59/10", as in Vixie cron.
            to = ends.Length == 1 && halves.Length == 2 ? max : to;
            for (int value = from; value <= to; value += step)
            {
                allowed[value] = true;
            }
        }

        return allowed;
    }

    private static bool TryValue(string text, int index, out int value)
    {
        // Names stand for months and days of the week alone.
        if (index >= 3 && Words.TryGetValue(text, out value))
        {
            return value >= Ranges[index].Min && IsWordOf(text, index);
        }

        return TryNumber(text, Ranges[index].Min, Ranges[index].Max, out value);
    }

    private static bool IsWordOf(string text, int index)
    {
        string[] names = index == 3
            ? CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames
            : CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames;
        return names.Contains(text, StringComparer.OrdinalIgnoreCase);
    }

    private static bool TryNumber(string text, int min, int max, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<KeyValuePair<string, int>> Named(IEnumerable<string> names, int first) =>
        names.Select((name, index) => KeyValuePair.Create(name, index + first));
}
