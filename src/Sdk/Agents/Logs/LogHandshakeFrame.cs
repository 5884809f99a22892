using System.Text.Json.Serialization;

namespace Scalewright.Logs;

internal static class LogHandshakeFrame
{
    private static readonly byte[] Beginning = [.. "{\"scalewright\":"u8];

    /// <summary>Reads a handshake. Returns null if the body is not a handshake.</summary>
    public static LogHandshake? TryRead(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Beginning))
        {
            return null;
        }

        try
        {
            LogHandshakeMessage? message = JsonSerializer.Deserialize(body, LogJson.Default.LogHandshakeMessage);
            return message is { Scalewright: 1, Node: { } node }
                ? new LogHandshake(node, message.Key ?? "") { Sender = message.Sender ?? "" }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static byte[] Write(LogHandshake hello) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new LogHandshakeMessage
            {
                Scalewright = 1,
                Node = hello.Node,
                Key = hello.Key,
                Sender = hello.Sender.Length > 0 ? hello.Sender : null,
            },
            LogJson.Default.LogHandshakeMessage
        );
}

/// <summary>The form of <see cref="LogHandshake"/> in JSON.</summary>
internal sealed record LogHandshakeMessage
{
    /// <summary>Version of the protocol: 1.</summary>
    public int Scalewright { get; init; }

    /// <summary><see cref="LogHandshake.Node"/>; null in an invalid handshake.</summary>
    public string? Node { get; init; }

    /// <summary><see cref="LogHandshake.Key"/>; null if the sender has no key.</summary>
    public string? Key { get; init; }

    /// <summary><see cref="LogHandshake.Sender"/>; null if it requests no acknowledgements.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sender { get; init; }
}
