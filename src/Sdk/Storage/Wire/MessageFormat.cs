namespace Scalewright.Storage.Wire;

/// <summary>Reads and writes messages as JSON, UTF-8, for agents and managers.</summary>
public static class MessageFormat
{
    /// <summary>Maximum size of an agent's request in bytes: 8 MiB.</summary>
    public const int MaxPostBytes = 8 * 1024 * 1024;

    /// <summary>Writes a request of an agent.</summary>
    /// <param name="post">The request.</param>
    public static byte[] Write(MessagePost post)
    {
        ArgumentNullException.ThrowIfNull(post);
        return Write(post.Messages, post.Instance);
    }

    /// <summary>Writes a response of a manager.</summary>
    /// <param name="messages">Messages of the response.</param>
    public static byte[] Write(IReadOnlyList<AgentMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Write(messages, instance: null);
    }

    /// <summary>Reads a request of an agent. Ignores unknown fields.</summary>
    /// <param name="json">Body of the request. The messages reference parts of it.</param>
    /// <exception cref="FormatException">The body is invalid.</exception>
    public static MessagePost ReadPost(ReadOnlyMemory<byte> json) => MessageReader.ReadPost(json);

    /// <summary>Returns the bytes of a message in a request, including the trailing comma.</summary>
    internal static int GetLength(AgentMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        // Names are plain text. 128 bytes cover the field names and the longest type and number.
        return message.Body.Length + (message.Plugin?.Length ?? 4) + (message.SessionId?.Length ?? 4) + message.Fqdn.Length + 128;
    }

    private static byte[] Write(IReadOnlyList<AgentMessage> messages, AgentInstance? instance)
    {
        ArrayBufferWriter<byte> output = new(256 + messages.Sum(GetLength));
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("messages"u8);
            foreach (AgentMessage message in messages)
            {
                WriteMessage(writer, message);
            }

            writer.WriteEndArray();
            if (instance is not null)
            {
                writer.WriteString("server_boot_time"u8, instance.ServerBootTime);
                writer.WriteString("client_start_time"u8, instance.ClientStartTime);
            }

            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, AgentMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, MessageTypeText.Format(message.Type));
        writer.WriteString("plugin"u8, message.Plugin);
        writer.WriteString("session_id"u8, message.SessionId);
        writer.WritePropertyName("session_seq"u8);
        if (message.SessionSequence is { } sequence)
        {
            writer.WriteNumberValue(sequence);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WritePropertyName("body"u8);
        if (message.Body.IsEmpty)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteRawValue(message.Body.Span, skipInputValidation: true);
        }

        writer.WriteString("fqdn"u8, message.Fqdn);
        writer.WriteEndObject();
    }
}

internal static class MessageTypeText
{
    private static readonly string[] Texts =
    [
        "SESSION_CREATE_REQUEST",
        "SESSION_CREATE_RESPONSE",
        "SESSION_TERMINATE",
        "SESSION_TERMINATE_ALL",
        "DATA",
    ];

    public static string Format(MessageType type) => Texts[(int)type];

    /// <summary>Reads a type; null if the name is unknown.</summary>
    public static MessageType? Read(string? text)
    {
        int index = Array.IndexOf(Texts, text);
        return index < 0 ? null : (MessageType)index;
    }
}
