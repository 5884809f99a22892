namespace Scalewright.Agents.Wire;

/// <summary>An exception of a service. Its texts are cut so that they fit into a frame, however they are escaped.</summary>
internal sealed record ErrorMessage
{
    private const int MessageLengthMax = 16 * 1024;
    private const int TextLengthMax = 64 * 1024;

    public string Kind { get; set; } = "";

    public string Message { get; set; } = "";

    public string Stack { get; set; } = "";

    public string Detail { get; set; } = "";

    public static ErrorMessage From(Exception failure, string? detail) => new()
    {
        Kind = failure.GetType().FullName ?? failure.GetType().Name,
        Message = Cut(failure.Message, MessageLengthMax),
        Stack = Cut(failure.ToString(), TextLengthMax),
        Detail = detail is { Length: <= TextLengthMax } ? detail : "",
    };

    public RemoteError ToError() => new(Kind, Message, Stack) { Detail = Detail };

    // A half of a pair of surrogates is no text.
    private static string Cut(string text, int lengthMax) =>
        text.Length <= lengthMax ? text : text[..(char.IsHighSurrogate(text[lengthMax - 1]) ? lengthMax - 1 : lengthMax)];
}
