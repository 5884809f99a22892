namespace Scalewright.Experiments.Histories;

/// <summary>Writes a run as lines of JSON, each complete in itself; what is written is never changed. No wall clock and no machine is in it.</summary>
public sealed class HistoryWriter : IRunRecorder, IDisposable
{
    private static readonly byte[] LineFeed = [(byte)'\n'];
    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;
    private ValueList<HistorySeries>? _series;

    /// <summary>A writer at the end of a file.</summary>
    /// <param name="stream">Where lines go; closed with the writer.</param>
    public HistoryWriter(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(stream);
    }

    /// <inheritdoc/>
    public void Mark(HistoryMark mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        _json.WriteStartObject();
        _json.WriteNumber("at", mark.At.TotalSeconds);
        _json.WriteString("mark", mark.Kind);
        if (mark.Node.Length > 0)
        {
            _json.WriteString("node", mark.Node);
        }

        if (mark.Works is { } works)
        {
            _json.WriteBoolean("works", works);
        }

        _json.WriteString("text", mark.Text);
        EndLine();
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Sample(TimeSpan at, ValueList<HistorySeries> series, ReadOnlySpan<double> values)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, series.Count);
        if (!ReferenceEquals(series, _series) && series != _series)
        {
            WriteSeries(series);
        }

        _series = series;
        _json.WriteStartObject();
        _json.WriteNumber("at", at.TotalSeconds);
        _json.WriteStartArray("values");
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                // Six digits are more than any of it is worth, and a third of the bytes.
                _json.WriteNumberValue(Math.Round(value, 6));
            }
            else
            {
                _json.WriteNullValue();
            }
        }

        _json.WriteEndArray();
        EndLine();

        // Who follows the run from another process sees it as it happens.
        _stream.Flush();
    }

    /// <summary>Writes the last line: how it ended. Without it the run is unfinished.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="why">Why, in a sentence; empty when there is nothing to say.</param>
    public void End(RunOutcome outcome, string why = "")
    {
        _json.WriteStartObject();
        _json.WriteString("end", WordOf(outcome));
        _json.WriteString("why", why);
        EndLine();
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }

    internal static string WordOf(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Completed => "completed",
        RunOutcome.Failed => "failed",
        RunOutcome.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "It did not end."),
    };

    private void WriteSeries(ValueList<HistorySeries> series)
    {
        _json.WriteStartObject();
        _json.WriteStartArray("series");
        foreach (HistorySeries item in series)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(item.Metric);
            _json.WriteStringValue(item.Task);
            _json.WriteNumberValue(item.Instance);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
        EndLine();
    }

    private void EndLine()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _stream.Write(LineFeed);
    }
}
