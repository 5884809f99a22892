namespace Conformance.AgentProtocol;

internal sealed record ProtocolTranscript(IReadOnlyList<ProtocolRow> Rows)
{
    public const string ActionRunner = "action_runner";

    /// <summary>Returns null if the file is not a transcript.</summary>
    public static ProtocolTranscript? Load(string path)
    {
        JsonElement root = JsonElement.Parse(File.ReadAllBytes(path));
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("transcript", out JsonElement rows)
            ? new ProtocolTranscript([.. rows.EnumerateArray().Select(row => row.Deserialize<ProtocolRow>()!).OrderBy(row => row.Time)])
            : null;
    }

    public IEnumerable<ProtocolRow> Gets => Rows.Where(row => row.IsGet);

    public IEnumerable<ProtocolRow> Posts => Rows.Where(row => !row.IsGet && !row.IsRegistration);

    public JsonElement? Registration => Rows.FirstOrDefault(row => row.IsRegistration)?.Body;

    public string Fqdn => Rows.SelectMany(row => row.Messages).Select(message => Text(message, "fqdn")).First()!;

    /// <summary>Time for which the recorded manager held a request with an empty response.</summary>
    public TimeSpan? Hold
    {
        get
        {
            ProtocolRow[] gets = [.. Gets];
            double[] holds =
            [
                .. gets.Zip(gets.Skip(1)).Where(pair => pair.Second.Messages.Count == 0).Select(pair => pair.Second.Time - pair.First.Time),
            ];
            return holds.Length == 0 ? null : TimeSpan.FromSeconds(holds.Min());
        }
    }

    /// <summary>Most frequent interval between two messages of a plug-in, in whole seconds.</summary>
    public TimeSpan PollPeriod
    {
        get
        {
            var data = Posts
                .SelectMany(row =>
                    row.Messages.Select(message => (row.Time, Plugin: Text(message, "plugin"), Session: Text(message, "session_id")))
                )
                .Where(item => item.Session is not null && item.Plugin != ActionRunner)
                .GroupBy(item => item.Session)
                .SelectMany(session => session.Zip(session.Skip(1), (first, second) => (int)Math.Round(second.Time - first.Time)));
            return TimeSpan.FromSeconds(
                data.GroupBy(gap => gap).OrderByDescending(same => same.Count()).Select(same => same.Key).FirstOrDefault(10)
            );
        }
    }

    public static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out JsonElement found) && found.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? found.ToString()
            : null;
}
