namespace Scalewright.Agents.Wire;

/// <summary>Exception of a service. Its texts are truncated so that they fit into a frame after escaping.</summary>
internal sealed record ErrorMessage
{
    private const int MaxMessageLength = 16 * 1024;
    private const int MaxTextLength = 64 * 1024;

    /// <summary>Full name of the type of the exception.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Message of the exception.</summary>
    public string Message { get; set; } = "";

    /// <summary>Exception with its stack trace.</summary>
    public string Stack { get; set; } = "";

    /// <summary>Properties of the exception as JSON; empty without any.</summary>
    public string Detail { get; set; } = "";

    public static ErrorMessage From(Exception failure, string? detail) =>
        new()
        {
            Kind = failure.GetType().FullName ?? failure.GetType().Name,
            Message = Truncate(failure.Message, MaxMessageLength),
            Stack = Truncate(failure.ToString(), MaxTextLength),
            Detail = detail is { Length: <= MaxTextLength } ? detail : "",
        };

    public RemoteError ToError() => new(Kind, Message, Stack) { PropertiesJson = Detail };

    // Does not split a surrogate pair.
    private static string Truncate(string text, int maxLength)
    {
        bool splitsPair = text.Length > maxLength && char.IsHighSurrogate(text[maxLength - 1]);
        int length = splitsPair ? maxLength - 1 : maxLength;
        return text.Length <= length ? text : text[..length];
    }
}
