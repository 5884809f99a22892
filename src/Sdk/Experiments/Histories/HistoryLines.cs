namespace Scalewright.Experiments.Histories;

/// <summary>Reads the lines of a history, also with the former keys of events and of the end.</summary>
internal sealed class HistoryLines
{
    // Far beyond every measurement, and within the range of a TimeSpan.
    private const double MaxSeconds = 1e9;
    private readonly Dictionary<SeriesKey, SeriesData> _series = [];
    private readonly List<HistoryEvent> _events = [];
    private readonly List<SeriesData> _columns = [];
    private readonly Dictionary<double, LatencyDistribution> _latencies = [];
    private string? _end;
    private string _reason = "";

    /// <summary>Reads a line.</summary>
    /// <exception cref="ExperimentException">The line is not valid.</exception>
    public void Read(ReadOnlySpan<byte> line, string source, int number)
    {
        try
        {
            Read(line);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw HistoryReader.Damaged(source, number, exception);
        }
    }

    private void Read(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader json = new(line);
        Expect(ref json, JsonTokenType.StartObject);
        double at = 0;
        HistoryEvent historyEvent = new(default, "", "");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "at":
                    at = Number(ref json);
                    break;
                case "values":
                    ReadValues(ref json, at);
                    break;
                case "latency":
                    ThrowIfNot(json, JsonTokenType.StartObject);
                    _latencies[at] = LatencyJson.Read(ref json);
                    break;
                case "series":
                    ReadSeries(ref json);
                    break;
                case "event" or "mark":
                    historyEvent = historyEvent with { Kind = Text(ref json) };
                    break;
                case "node":
                    historyEvent = historyEvent with { Node = Text(ref json) };
                    break;
                case "is_node_up" or "works":
                    historyEvent = historyEvent with { IsNodeUp = json.GetBoolean() };
                    break;
                case "text":
                    _events.Add(historyEvent with { At = Time(at), Text = Text(ref json) });
                    break;
                case "end":
                    _end = Text(ref json);
                    _ = ParseOutcome(_end);
                    break;
                case "reason" or "why":
                    _reason = Text(ref json);
                    break;
                default:
                    throw new JsonException(name);
            }
        }

        if (json.TokenType != JsonTokenType.EndObject || json.Read())
        {
            throw new JsonException("end");
        }
    }

    public RunHistory ToHistory(int number) =>
        new(number, ParseOutcome(_end), _reason)
        {
            Series = _series,
            Events = _events.ToValueList(),
            Latencies = _latencies,
        };

    private void ReadValues(ref Utf8JsonReader json, double at)
    {
        ThrowIfNot(json, JsonTokenType.StartArray);
        int column = 0;
        while (json.Read() && json.TokenType is JsonTokenType.Number or JsonTokenType.Null)
        {
            SeriesData data = _columns[column < _columns.Count ? column++ : throw new JsonException("values")];
            data.Add(at, json.TokenType == JsonTokenType.Null ? double.NaN : Number(ref json));
        }

        ThrowIfNot(json, JsonTokenType.EndArray);
        if (column != _columns.Count)
        {
            throw new JsonException("values");
        }
    }

    private void ReadSeries(ref Utf8JsonReader json)
    {
        ThrowIfNot(json, JsonTokenType.StartArray);
        _columns.Clear();
        while (json.Read() && json.TokenType == JsonTokenType.StartArray)
        {
            json.Read();
            string metric = Text(ref json);
            json.Read();
            string task = Text(ref json);
            json.Read();
            SeriesKey series = new(metric, task, json.GetInt32());
            Expect(ref json, JsonTokenType.EndArray);
            if (!_series.TryGetValue(series, out SeriesData? data))
            {
                _series.Add(series, data = new SeriesData());
            }

            _columns.Add(data);
        }

        ThrowIfNot(json, JsonTokenType.EndArray);
    }

    private static string Text(ref Utf8JsonReader json) => json.GetString() ?? throw new JsonException("null");

    // A number that is too large for its type is read as infinity.
    private static double Number(ref Utf8JsonReader json)
    {
        double number = json.GetDouble();
        return double.IsFinite(number) ? number : throw new JsonException("number");
    }

    private static TimeSpan Time(double seconds) =>
        Math.Abs(seconds) <= MaxSeconds ? TimeSpan.FromSeconds(seconds) : throw new JsonException("at");

    private static RunOutcome ParseOutcome(string? name) =>
        name switch
        {
            null => RunOutcome.Unfinished,
            "completed" => RunOutcome.Completed,
            "failed" => RunOutcome.Failed,
            "stopped" => RunOutcome.Stopped,
            _ => throw new JsonException(name),
        };

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        json.Read();
        ThrowIfNot(json, type);
    }

    private static void ThrowIfNot(in Utf8JsonReader json, JsonTokenType type)
    {
        if (json.TokenType != type)
        {
            throw new JsonException(type.ToString());
        }
    }
}
