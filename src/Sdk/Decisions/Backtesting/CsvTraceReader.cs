namespace Scalewright.Decisions.Backtesting;

/// <summary>Reads comma-separated rows of time and load, with a header.</summary>
internal sealed class CsvTraceReader(TraceOptions options, ProblemList problems)
{
    private const string CloseQuotes = "close each quote, and write one inside of a cell twice";

    private readonly List<TraceRow> _rows = [];
    private TimeUnitHeader _timeHeading = new(Unit: null, IsClear: true);
    private TimeUnit? _unit;
    private int _width;
    private int _column = 1;
    private bool? _isDated;
    private bool _isSince1970;
    private bool _followsUnread;

    public string Heading { get; private set; } = "";

    public bool IsDated => _isDated == true;

    public (List<TraceRow> Rows, DateTimeOffset? Epoch) Read(ReadOnlySpan<byte> utf8)
    {
        CsvTokenizer cells = new(Decode(utf8));
        if (cells.Advance() && ReadHeading(cells))
        {
            while (cells.Advance())
            {
                ReadRow(cells);
            }
        }

        return (_rows, IsDated || _isSince1970 ? DateTimeOffset.UnixEpoch : null);
    }

    /// <summary>Decodes the text; reports a problem and returns an empty string if it is invalid.</summary>
    private string Decode(ReadOnlySpan<byte> utf8)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            problems.AddError(ProblemCode.InvalidEncoding, default, "", "is not UTF-8", "save it as UTF-8");
            return "";
        }

        int nul = text.IndexOf('\0', StringComparison.Ordinal);
        if (nul < 0)
        {
            return text.TrimStart('\ufeff');
        }

        problems.AddError(
            ProblemCode.InvalidEncoding,
            new TextPosition(1 + text.AsSpan(0, nul).Count('\n'), 1),
            "",
            "has a character \\0",
            "save it as text in UTF-8"
        );
        return "";
    }

    private bool ReadHeading(CsvTokenizer cells)
    {
        string[] names = [.. cells.Cells.Select(cell => cell.ToString())];
        _width = names.Length;
        if (Separator(names) is { } separator)
        {
            return AddError(new TextPosition(1, 1), "", $"cells are separated by {separator}", "use commas");
        }

        if (cells.Fault is { } fault)
        {
            return AddError(cells.GetPosition(names.Length - 1), "", fault, CloseQuotes);
        }

        if (names.Length < 2 || names.All(cell => IsNumber(cell, out double _)))
        {
            string found = $"'{TextEscaping.Escape(string.Join(',', names))}' is not a heading";
            return AddError(new TextPosition(1, 1), "", found, "begin with one, as in timestamp_s,value");
        }

        _timeHeading = TimeUnitHeader.Read(names[0]);
        _column = options.Column is null ? 1 : Array.FindIndex(names, 1, cell => cell == options.Column);
        Heading = _column >= 0 ? names[_column] : "";
        string advice = $"use one of {TextEscaping.Escape(string.Join(", ", names[1..]))}";
        return _column >= 0
            || AddError(new TextPosition(1, 1), "value", $"there is no column '{TextEscaping.Escape(options.Column)}'", advice);
    }

    private void ReadRow(CsvTokenizer cells)
    {
        if (IsRow(cells) && TryReadTime(cells.TextAt(0) ?? "", cells.GetPosition(0), out double seconds))
        {
            (double load, string? found) = ParseLoad(cells.TextAt(_column));
            TraceRow row = new(seconds, load, cells.GetPosition(_column), found, _followsUnread);
            _rows.Add(row with { TimePosition = cells.GetPosition(0) });
            _followsUnread = false;
        }
        else
        {
            _followsUnread = true;
        }
    }

    private bool IsRow(CsvTokenizer cells)
    {
        if (cells.Fault is { } fault)
        {
            return AddError(cells.GetPosition(cells.Cells.Count - 1), "", fault, CloseQuotes);
        }

        bool isTooWide = cells.Cells.Count > _width && cells.Cells.Skip(_width).Any(cell => cell.Length > 0);
        string cellsFound = $"has {Pluralizer.Format(cells.Cells.Count, "cell")}, the heading has {_width}";
        return !isTooWide
            || AddError(cells.GetPosition(_width), "", cellsFound, "use a point in numbers, and quotes around a cell that has a comma");
    }

    private static (double Load, string? Found) ParseLoad(string? text) =>
        text switch
        {
            null => (double.NaN, "there is no cell for it"),
            "" => (double.NaN, "the cell is empty"),
            _ when IsNumber(text, out double load) => (load, TraceRow.TooLarge(text, load)),
            _ => (double.NaN, $"'{TextEscaping.Escape(text)}' is not a number"),
        };

    private bool TryReadTime(string text, TextPosition position, out double seconds)
    {
        if (IsNumber(text, out double number) && double.IsFinite(number))
        {
            seconds = number * GetUnit(number, position).Seconds;
            return IsOfOneKind(isDate: false, text, position);
        }

        if (TraceDateParser.TryRead(text, out seconds))
        {
            return IsOfOneKind(isDate: true, text, position);
        }

        string advice = Separator([text]) is { } separator
            ? $"separate cells by commas, not by {separator}"
            : "use seconds, or a date as in 2026-01-01T00:00:00Z";
        string found = text.Length == 0 ? "the cell is empty" : $"'{TextEscaping.Escape(text)}' is not a time";
        return AddError(position, "time", found, advice);
    }

    private bool IsOfOneKind(bool isDate, string text, TextPosition position)
    {
        _isDated ??= isDate;
        (string kind, string earlierKind) = isDate ? ("a date", "numbers") : ("a number", "dates");
        return _isDated == isDate
            || AddError(
                position,
                "time",
                $"'{TextEscaping.Escape(text)}' is {kind}, the times before are {earlierKind}",
                "use one kind of time"
            );
    }

    /// <summary>
    /// Returns the unit of the options; otherwise that of the header, unless the first time contradicts it; otherwise
    /// the unit that the size of the first time implies. Reports an unexpected unit.
    /// </summary>
    private TimeUnit GetUnit(double time, TextPosition position)
    {
        if (_unit is not null)
        {
            return _unit;
        }

        TimeUnit bySize = TimeUnit.FromTime(time);
        if (options.TimeUnit is { } named)
        {
            _unit = TimeUnit.From(named);
        }
        else if (!_timeHeading.IsClear)
        {
            _unit = TimeUnit.Second;
            AddError(
                new TextPosition(1, 1),
                "time",
                "the unit of the times is not clear from their heading",
                "name it in TraceOptions.TimeUnit, or use seconds"
            );
        }
        else if (_timeHeading.Unit is { } unit && TimeUnit.FromTime(time * unit.Seconds) == TimeUnit.Second)
        {
            _unit = unit;
            _unit.Report(expected: null, options, new TextPosition(1, 1), problems);
        }
        else
        {
            _unit = bySize;
            _unit.Report(_timeHeading.Unit, options, position, problems);
        }

        _isSince1970 = TimeUnit.IsSince1970(time * _unit.Seconds);
        return _unit;
    }

    /// <summary>Returns the separator that a row of one cell seems to use instead of the comma; null if none.</summary>
    private static string? Separator(string[] cells) =>
        cells switch
        {
            [var only] when only.Contains(';', StringComparison.Ordinal) => "';'",
            [var only] when only.Contains('\t', StringComparison.Ordinal) => "tabs",
            _ => null,
        };

    private static bool IsNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private bool AddError(TextPosition position, string field, string found, string advice)
    {
        problems.AddError(ProblemCode.InvalidTrace, position, field, found, advice);
        return false;
    }
}

/// <summary>Unit in the header of times, as in <c>time_ms</c>, <c>Time [ms]</c>, <c>minutes</c>.</summary>
/// <param name="Unit">The unit; null if the header has no unit or several.</param>
/// <param name="IsClear">False if the header is ambiguous: <c>ticks</c>, <c>time_m</c>, <c>time_5min</c>.</param>
internal sealed record TimeUnitHeader(TimeUnit? Unit, bool IsClear)
{
    // Units of variable length, or with several meanings.
    private static readonly string[] Unclear =
    [
        "m",
        "mo",
        "month",
        "months",
        "quarter",
        "quarters",
        "y",
        "yr",
        "year",
        "years",
        "tick",
        "ticks",
        "jiffy",
        "jiffies",
    ];

    // Words before the origin of the times. A unit after such a word is not the unit of the times.
    private static readonly string[] Origins = ["of", "since", "from", "after"];

    // Words that can be joined with the unit, as in timestampms.
    private static readonly string[] Prefixes = ["timestamp", "unixtime", "time", "epoch", "unix", "ts"];

    public static TimeUnitHeader Read(string heading)
    {
        string[] words = [.. SplitWords(heading)];
        List<TimeUnit> units = [];
        bool isClear = true;
        for (int index = 0; index < words.Length; index++)
        {
            TimeUnit? unit = FindUnit(words[index]);
            bool isOrigin = index > 0 && words.Take(index).Reverse().TakeWhile(word => FindUnit(word) is null).Any(Origins.Contains);
            if (isOrigin)
            {
                continue;
            }

            isClear &= !Unclear.Contains(words[index]) && (unit is null || index == 0 || !char.IsAsciiDigit(words[index - 1][0]));
            if (unit is not null && !units.Contains(unit))
            {
                units.Add(unit);
            }
        }

        isClear &= units.Count < 2;
        return new TimeUnitHeader(isClear && units is [TimeUnit only] ? only : null, isClear);
    }

    private static TimeUnit? FindUnit(string word)
    {
        string prefix = Prefixes.FirstOrDefault(prefix =>
            word.StartsWith(prefix, StringComparison.Ordinal) && word.Length > prefix.Length + 1
        ) ?? "";
        return TimeUnit.All.FirstOrDefault(unit => unit.Aliases.Contains(word[prefix.Length..], StringComparer.Ordinal));
    }

    /// <summary>Splits a header into lowercase words of letters or digits, also at changes of case.</summary>
    private static IEnumerable<string> SplitWords(string heading)
    {
        int start = 0;
        for (int at = 1; at <= heading.Length; at++)
        {
            if (at == heading.Length || IsBorder(heading, at))
            {
                if (char.IsLetterOrDigit(heading[start]))
                {
                    yield return heading[start..at].ToLowerInvariant();
                }

                start = at;
            }
        }
    }

    private static bool IsBorder(string heading, int at)
    {
        (char before, char now) = (heading[at - 1], heading[at]);
        return !char.IsLetterOrDigit(before)
            || !char.IsLetterOrDigit(now)
            || char.IsDigit(before) != char.IsDigit(now)
            || (char.IsUpper(now) && (!char.IsUpper(before) || (at + 1 < heading.Length && char.IsLower(heading[at + 1]))));
    }
}
