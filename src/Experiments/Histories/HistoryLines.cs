using System.Text.Json;

namespace Scalewright.Experiments.Histories;

/// <summary>Takes the lines of a history one after another.</summary>
internal sealed class HistoryLines
{
    private readonly Dictionary<HistorySeries, SeriesData> _series = [];
    private readonly List<HistoryMark> _marks = [];
    private readonly List<SeriesData> _columns = [];
    private string? _end;
    private string _why = "";

    /// <exception cref="JsonException">It is no line of a history.</exception>
    public void Read(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader json = new(line);
        Expect(ref json, JsonTokenType.StartObject);
        double at = 0;
        string? mark = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "at":
                    at = json.GetDouble();
                    break;
                case "values":
                    ReadValues(ref json, at);
                    break;
                case "series":
                    ReadSeries(ref json);
                    break;
                case "mark":
                    mark = json.GetString();
                    break;
                case "text":
                    _marks.Add(new HistoryMark(TimeSpan.FromSeconds(at), mark ?? "", json.GetString() ?? ""));
                    break;
                case "end":
                    _end = json.GetString();
                    break;
                case "why":
                    _why = json.GetString() ?? "";
                    break;
                default:
                    throw new JsonException(name);
            }
        }
    }

    public RunHistory ToHistory(int number) => new(number, OutcomeOf(_end), _why) { Series = _series, Marks = _marks.ToValueList() };

    private void ReadValues(ref Utf8JsonReader json, double at)
    {
        int column = 0;
        while (json.Read() && json.TokenType is JsonTokenType.Number or JsonTokenType.Null)
        {
            _columns[column < _columns.Count ? column++ : throw new JsonException("values")].Add(at, json.TokenType == JsonTokenType.Null ? double.NaN : json.GetDouble());
        }

        if (column != _columns.Count)
        {
            throw new JsonException("values");
        }
    }

    private void ReadSeries(ref Utf8JsonReader json)
    {
        _columns.Clear();
        while (json.Read() && json.TokenType == JsonTokenType.StartArray)
        {
            json.Read();
            string metric = json.GetString()!;
            json.Read();
            string task = json.GetString()!;
            json.Read();
            HistorySeries series = new(metric, task, json.GetInt32());
            json.Read();
            if (!_series.TryGetValue(series, out SeriesData? data))
            {
                _series.Add(series, data = new SeriesData());
            }

            _columns.Add(data);
        }
    }

    private static RunOutcome OutcomeOf(string? word) => word switch
    {
        null => RunOutcome.Unfinished,
        "completed" => RunOutcome.Completed,
        "failed" => RunOutcome.Failed,
        "stopped" => RunOutcome.Stopped,
        _ => throw new JsonException(word),
    };

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read() || json.TokenType != type)
        {
            throw new JsonException(type.ToString());
        }
    }
}
