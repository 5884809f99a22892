using System.Globalization;
using System.Text;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Reads rows of time and load, separated by commas, with a heading.</summary>
internal sealed class CsvTrace(TraceOptions options, ProblemList problems)
{
    private TimeUnit _unit = TimeUnit.Second;
    private int _column = 1;
    private bool _isDated;

    /// <summary>The rows, and the time that their seconds count from when they have dates.</summary>
    public (List<TraceRow> Rows, DateTimeOffset? Epoch) Read(ReadOnlySpan<byte> utf8)
    {
        List<TraceRow> rows = [];
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            problems.AddError(ProblemCode.Encoding, default, "", "is not UTF-8", "save it as UTF-8");
            return (rows, null);
        }

        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().TrimStart('\ufeff').EnumerateLines())
        {
            number++;
            ReadOnlySpan<char> row = line.Trim();
            if (number == 1)
            {
                ReadHeading(row.ToString());
            }
            else if (!row.IsEmpty && row[0] != '#')
            {
                ReadRow(row, number, rows);
            }
        }

        return (rows, _isDated ? DateTimeOffset.UnixEpoch : null);
    }

    private void ReadHeading(string line)
    {
        string[] cells = [.. line.Split(',').Select(cell => cell.Trim().Trim('"'))];
        TextSpot spot = new(1, 1);
        if (cells.Length < 2 || cells.All(cell => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
        {
            problems.AddError(ProblemCode.BadTrace, spot, "", $"'{Printable.Escape(line)}' is no heading", "begin with one, as in timestamp_s,value");
            return;
        }

        _unit = TimeUnit.OfHeading(cells[0]);
        _unit.Note(options, spot, problems);
        _column = options.Column is null ? 1 : Array.FindIndex(cells, 1, cell => cell == options.Column);
        if (_column < 0)
        {
            problems.AddError(ProblemCode.BadTrace, spot, "value", $"there is no column '{Printable.Escape(options.Column!)}'", $"use one of {Printable.Escape(string.Join(", ", cells[1..]))}");
        }
    }

    private void ReadRow(ReadOnlySpan<char> line, int number, List<TraceRow> rows)
    {
        ReadOnlySpan<char> time = default;
        ReadOnlySpan<char> value = default;
        int cell = 0;
        foreach (Range range in line.Split(','))
        {
            time = cell == 0 ? line[range].Trim().Trim('"') : time;
            value = cell == _column ? line[range].Trim().Trim('"') : value;
            cell++;
        }

        TextSpot spot = new(number, 1);
        if (!TryReadTime(time, out double seconds))
        {
            problems.AddError(ProblemCode.BadTrace, spot, "time", $"'{Printable.Escape(time.ToString())}' is no time", "use seconds, or a date as in 2026-01-01T00:00:00Z");
        }
        else
        {
            rows.Add(new TraceRow(seconds, double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double load) ? load : double.NaN, spot));
        }
    }

    private bool TryReadTime(ReadOnlySpan<char> text, out double seconds)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            seconds = number * _unit.Seconds;
            return true;
        }

        bool isDate = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date);
        _isDated |= isDate;
        seconds = (date - DateTimeOffset.UnixEpoch).TotalSeconds;
        return isDate;
    }
}
