namespace Scalewright.Experiments.Histories;

/// <summary>Writes a run as JSON lines that never change, without wall clock times and host names.</summary>
public sealed class HistoryWriter : IRunRecorder, IDisposable
{
    private static readonly byte[] LineFeed = [(byte)'\n'];
    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;
    private ValueList<SeriesKey>? _series;

    /// <summary>Creates a writer that appends to a stream.</summary>
    /// <param name="stream">Destination of the lines; closed with the writer.</param>
    public HistoryWriter(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(stream);
    }

    /// <inheritdoc/>
    public void RecordEvent(HistoryEvent historyEvent)
    {
        ArgumentNullException.ThrowIfNull(historyEvent);
        _json.WriteStartObject();
        _json.WriteNumber("at", historyEvent.At.TotalSeconds);
        _json.WriteString("event", historyEvent.Kind);
        if (historyEvent.Node.Length > 0)
        {
            _json.WriteString("node", historyEvent.Node);
        }

        if (historyEvent.IsNodeUp is { } isNodeUp)
        {
            _json.WriteBoolean("is_node_up", isNodeUp);
        }

        _json.WriteString("text", historyEvent.Text);
        EndLine();
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void RecordSample(TimeSpan at, ValueList<SeriesKey> series, ReadOnlySpan<double> values) =>
        RecordSample(at, series, values, latency: null);

    /// <inheritdoc/>
    public void RecordSample(TimeSpan at, ValueList<SeriesKey> series, ReadOnlySpan<double> values, LatencyDistribution? latency)
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
                _json.WriteNumberValue(Round(value));
            }
            else
            {
                _json.WriteNullValue();
            }
        }

        _json.WriteEndArray();
        if (latency is { Count: > 0 })
        {
            LatencyJson.Write(_json, latency);
        }

        EndLine();

        // Processes that follow the run see each line immediately.
        _stream.Flush();
    }

    /// <summary>Writes the last line with the outcome. Without it the run is unfinished.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="reason">Reason, as a sentence; empty without a reason.</param>
    public void End(RunOutcome outcome, string reason = "")
    {
        _json.WriteStartObject();
        _json.WriteString("end", GetName(outcome));
        _json.WriteString("reason", reason);
        EndLine();
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }

    internal static string GetName(RunOutcome outcome) =>
        outcome switch
        {
            RunOutcome.Completed => "completed",
            RunOutcome.Failed => "failed",
            RunOutcome.Stopped => "stopped",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "It did not end."),
        };

    // Seven significant digits are sufficient and save two thirds of the bytes. Integers keep all their digits.
    private static double Round(double value)
    {
        const int MaxDecimals = 15;
        return Math.Round(value, (int)Math.Clamp(6 - Math.Floor(Math.Log10(Math.Abs(value))), 0, MaxDecimals));
    }

    private void WriteSeries(ValueList<SeriesKey> series)
    {
        _json.WriteStartObject();
        _json.WriteStartArray("series");
        foreach (SeriesKey key in series)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(key.Metric);
            _json.WriteStringValue(key.Task);
            _json.WriteNumberValue(key.Instance);
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
