using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Remote;

/// <summary>A command in Scalehub's format: a JSON list in a text, and each entry is a text.</summary>
/// <param name="Name"><c>START</c>, <c>STOP</c> or <c>CLEAN</c>.</param>
/// <param name="Id">Correlation ID of the response; empty from clients without IDs.</param>
internal sealed record RemoteOperatorCommand(string Name, string Id, ValueList<string> Configs)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    public string ToJson() =>
        JsonLine.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("command", Name);
            json.WriteString("id", Id);
            if (Configs.Count > 0)
            {
                json.WriteString("configs", JsonLine.Write(list => WriteTexts(list, Configs)));
            }

            json.WriteEndObject();
        });

    /// <summary>Parses a command.</summary>
    /// <param name="problem">The problem; empty if the command is valid.</param>
    /// <returns>The command, with the parts that could be read.</returns>
    public static RemoteOperatorCommand Read(string payload, out string problem)
    {
        RemoteOperatorCommand command = new("", "", []);
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problem = "a command is not an object; send {\"command\": \"START\", \"configs\": \"[…]\"}";
                return command;
            }

            command = new RemoteOperatorCommand(Text(document.RootElement, "command"), Text(document.RootElement, "id"), []);
            problem = command.Name switch
            {
                "START" => "",
                "STOP" or "CLEAN" => "",
                _ => $"there is no command '{TextEscaping.Escape(command.Name)}'; send START, STOP or CLEAN",
            };
            return command.Name == "START" ? command with { Configs = ReadConfigs(document.RootElement, ref problem) } : command;
        }
        catch (JsonException exception)
        {
            problem =
                $"a command is not JSON: {TextEscaping.Escape(exception.Message)}; send {{\"command\": \"START\", "
                + "\"configs\": \"[…]\"}";
            return command;
        }
    }

    public static void WriteTexts(Utf8JsonWriter json, ValueList<string> texts)
    {
        json.WriteStartArray();
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static ValueList<string> ReadConfigs(JsonElement root, ref string problem)
    {
        const string Form = "send them as a list of texts in a text";
        string text = Text(root, "configs");
        if (text.Length == 0)
        {
            problem = $"there are no configs; {Form}";
            return [];
        }

        using JsonDocument list = JsonDocument.Parse(text, Options);
        if (
            list.RootElement.ValueKind != JsonValueKind.Array
            || list.RootElement.GetArrayLength() == 0
            || list.RootElement.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)
        )
        {
            problem = $"the configs are not a list of texts; {Form}";
            return [];
        }

        return [.. list.RootElement.EnumerateArray().Select(item => item.GetString()!)];
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

/// <summary>MQTT topics of Scalehub's operator, and the additional ones of Scalewright.</summary>
internal static class RemoteTopics
{
    /// <summary>Command, retained until the operator consumes it.</summary>
    public const string Command = "experiment/command";

    /// <summary>Acknowledgment of the last command.</summary>
    public const string Ack = "experiment/ack";

    public const string State = "experiment/state";

    /// <summary>Response to a command with its ID. Scalewright only.</summary>
    public const string Reply = "experiment/reply";

    /// <summary>Complete state of the operator. Scalewright only.</summary>
    public const string Progress = "experiment/progress";

    public const string Invalid = "INVALID_COMMAND";
}
