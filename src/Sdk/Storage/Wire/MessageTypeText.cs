namespace Scalewright.Storage.Wire;

/// <summary>Message types as the wire spells them.</summary>
internal static class MessageTypeText
{
    private static readonly string[] Texts =
        ["SESSION_CREATE_REQUEST", "SESSION_CREATE_RESPONSE", "SESSION_TERMINATE", "SESSION_TERMINATE_ALL", "DATA"];

    public static string Of(MessageType type) => Texts[(int)type];

    /// <summary>Reads a type; null when there is none of this name.</summary>
    public static MessageType? Read(string? text)
    {
        int index = Array.IndexOf(Texts, text);
        return index < 0 ? null : (MessageType)index;
    }
}
