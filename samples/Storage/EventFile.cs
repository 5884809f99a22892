using Scalewright.Providers.Simulation.HighAvailability;

namespace StorageSample;

/// <summary>Reads the events of a cluster: a JSON array, or an object that contains one as <c>events</c>.</summary>
internal static class EventFile
{
    private const int BytesMax = 64 * 1024 * 1024;
    private const string Operations = "join, leave, configure, unconfigure, start, stop, failover, failback, standby, clear";

    /// <exception cref="SimulatorException">The file cannot be read, or events are invalid. The message lists all of
    /// them.</exception>
    public static IReadOnlyList<HaEvent> Read(FileInfo file)
    {
        JsonElement root = Parse(file);
        JsonElement list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("events", out JsonElement inner) ? inner : root;
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new SimulatorException($"{file}: holds no events; give a JSON array, or an object with 'events'");
        }

        List<HaEvent> events = [];
        List<string> problems = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            (HaEvent? happening, string? problem) = Event(item);
            if (happening is null)
            {
                problems.Add($"{file}: event {events.Count + problems.Count}: {problem}");
            }
            else
            {
                events.Add(happening);
            }
        }

        return problems.Count == 0 ? events : throw new SimulatorException(string.Join('\n', problems));
    }

    private static JsonElement Parse(FileInfo file)
    {
        try
        {
            return JsonElement.Parse(ReadAll(file));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SimulatorException($"{file}: {exception.Message}", exception);
        }
    }

    // A pipe may be endless and has no known length.
    private static byte[] ReadAll(FileInfo file)
    {
        using FileStream stream = file.OpenRead();
        using MemoryStream bytes = new();
        byte[] part = new byte[64 * 1024];
        int count;
        while ((count = stream.Read(part)) > 0)
        {
            bytes.Write(part, 0, count);
            if (bytes.Length > BytesMax)
            {
                throw new SimulatorException($"{file}: has more than {BytesMax} bytes; replay it in parts");
            }
        }

        return bytes.ToArray();
    }

    private static (HaEvent? Event, string? Problem) Event(JsonElement item)
    {
        string? operation = Text(item, "op");
        (string? node, string? label) = (Text(item, "node"), Text(item, "ha_label"));
        return operation switch
        {
            "clear" => (HaEvent.Clear(), null),
            "join" or "leave" or "standby" when node is null => (null, $"'{operation}' needs 'node'"),
            "join" => (HaEvent.Join(node!), null),
            "leave" => (HaEvent.Leave(node!), null),
            "standby" => Flag(item, "value") is { } value ? (HaEvent.Standby(node!, value), null) : (null, "'standby' needs 'value', true or false"),
            "configure" or "unconfigure" or "start" or "stop" or "failover" or "failback" when label is null => (null, $"'{operation}' needs 'ha_label'"),
            "configure" or "unconfigure" when Flag(item, "primary") is null => (null, $"'{operation}' needs 'primary', true or false"),
            "configure" => node is null ? (null, "'configure' needs 'node'") : (HaEvent.Configure(label!, node, Flag(item, "primary")!.Value), null),
            "unconfigure" => (HaEvent.Unconfigure(label!, Flag(item, "primary")!.Value), null),
            "start" => (HaEvent.Start(label!), null),
            "stop" => (HaEvent.Stop(label!), null),
            "failover" => (HaEvent.Failover(label!), null),
            "failback" => (HaEvent.Failback(label!), null),
            null => (null, $"has no 'op'; use one of {Operations}"),
            _ => (null, $"{JsonEncodedText.Encode(operation)} is not an operation; use one of {Operations}"),
        };
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement found) && found is { ValueKind: JsonValueKind.String } && found.GetString() is { Length: > 0 } text ? text : null;

    private static bool? Flag(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement found) && found.ValueKind is JsonValueKind.True or JsonValueKind.False ? found.GetBoolean() : null;
}
