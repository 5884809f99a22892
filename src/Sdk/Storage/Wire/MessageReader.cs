namespace Scalewright.Storage.Wire;

/// <summary>Deserializes messages. Ignores unknown fields; everything else must have the form in which it is
/// written.</summary>
internal static class MessageReader
{
    private const int MaxDepth = 64;

    /// <param name="json">Body of the request. The messages reference parts of it.</param>
    /// <exception cref="FormatException">The body is invalid.</exception>
    public static MessagePost ReadPost(ReadOnlyMemory<byte> json)
    {
        (List<AgentMessage> messages, string? boot, string? start) = Read(json);
        return boot is null || start is null
            ? throw new FormatException($"'{(boot is null ? "server_boot_time" : "client_start_time")}' is missing")
            : new MessagePost(new AgentInstance(boot, start), messages);
    }

    /// <param name="json">Body of the response. The messages reference parts of it.</param>
    /// <exception cref="FormatException">The body is invalid.</exception>
    public static IReadOnlyList<AgentMessage> ReadResponse(ReadOnlyMemory<byte> json) => Read(json).Messages;

    private static (List<AgentMessage> Messages, string? Boot, string? Start) Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
            return ReadWhole(ref reader, json);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"no JSON: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Thrown by the reader for text that is not UTF-8.
            throw new FormatException($"no text: {exception.Message}", exception);
        }
    }

    private static (List<AgentMessage> Messages, string? Boot, string? Start) ReadWhole(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> json
    )
    {
        (List<AgentMessage>? messages, string? boot, string? start) = (null, null, null);
        Expect(ref reader, JsonTokenType.StartObject, "an object with 'messages'");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = reader.GetString();
            switch (name)
            {
                case "messages":
                    messages = ReadList(ref reader, json);
                    break;
                case "server_boot_time":
                    boot = ReadText(ref reader, name);
                    break;
                case "client_start_time":
                    start = ReadText(ref reader, name);
                    break;
                default:
                    reader.Read();
                    reader.Skip();
                    break;
            }
        }

        if (reader.Read())
        {
            throw new FormatException("something follows the object");
        }

        return (messages ?? throw new FormatException("'messages' is missing"), boot, start);
    }

    private static List<AgentMessage> ReadList(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        Expect(ref reader, JsonTokenType.StartArray, "'messages' is a list: one");
        List<AgentMessage> messages = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            messages.Add(ReadMessage(ref reader, json));
        }

        return messages;
    }

    private static AgentMessage ReadMessage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"'messages' holds objects, not a {reader.TokenType}");
        }

        (string? type, string? fqdn) = (null, null);
        AgentMessage message = new(default, "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = reader.GetString();
            switch (name)
            {
                case "type":
                    type = ReadText(ref reader, name);
                    break;
                case "fqdn":
                    fqdn = ReadText(ref reader, name);
                    break;
                case "plugin":
                    message = message with { Plugin = ReadText(ref reader, name) };
                    break;
                case "session_id":
                    message = message with { SessionId = ReadText(ref reader, name) };
                    break;
                case "session_seq":
                    message = message with { SessionSequence = ReadNumber(ref reader, name) };
                    break;
                case "body":
                    message = message with { Body = ReadBody(ref reader, json) };
                    break;
                default:
                    reader.Read();
                    reader.Skip();
                    break;
            }
        }

        return message with
        {
            Type = MessageTypeText.Read(type) ?? throw new FormatException($"unknown message type '{TextEscaping.Escape(type ?? "null")}'"),
            Fqdn = fqdn ?? throw new FormatException("a message has no 'fqdn'"),
        };
    }

    private static string? ReadText(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Null => null,
            _ => throw new FormatException($"'{name}' is not a text"),
        };
    }

    private static long? ReadNumber(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value) && value >= 0
            ? value
            : throw new FormatException($"'{name}' is not a whole number of 0 or more");
    }

    private static ReadOnlyMemory<byte> ReadBody(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string expected)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new FormatException($"{expected} was expected");
        }
    }
}
