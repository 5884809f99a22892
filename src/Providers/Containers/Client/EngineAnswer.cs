namespace Scalewright.Providers.Containers.Client;

/// <summary>Answer of an engine to a failed request.</summary>
/// <param name="Meaning">Meaning, the same for all engines.</param>
/// <param name="Message">Text of the engine, escaped and truncated.</param>
internal sealed record EngineAnswer(EngineMeaning Meaning, string Message)
{
    private const int MaxMessage = 1000;
    private const int NotFound = 404;
    private const int FirstServerError = 500;

    // Parts of the texts of Docker and Podman. The first match applies: some texts contain others.
    private static readonly (string Text, EngineMeaning Meaning)[] Texts =
    [
        ("client sent an http request to an https server", EngineMeaning.Untrusted),
        ("address already in use", EngineMeaning.AddressTaken),
        ("is already allocated", EngineMeaning.AddressTaken),
        ("already exists in network", EngineMeaning.AlreadyConnected),
        ("network is already connected", EngineMeaning.AlreadyConnected),
        ("is not connected to", EngineMeaning.NotConnected),
        ("pool overlaps with other one", EngineMeaning.SubnetTaken),
        ("is already used on the host or by another config", EngineMeaning.SubnetTaken),
        ("has active endpoints", EngineMeaning.NetworkInUse),
        ("network is being used", EngineMeaning.NetworkInUse),
        ("same name as its current name", EngineMeaning.SameName),
        ("name is already in use", EngineMeaning.NameTaken),
        ("is already in use by", EngineMeaning.NameTaken),
        ("network already exists", EngineMeaning.NameTaken),
        ("id already in use", EngineMeaning.Unstartable),
        ("container with given id already exists", EngineMeaning.Unstartable),
        // Podman killed during a start does not know that the container runs.
        ("runc start ", EngineMeaning.Unstartable),
        ("already exists", EngineMeaning.NameTaken),
        ("removal of container", EngineMeaning.Removing),
        ("marked for removal", EngineMeaning.Removing),
        ("getting container from store", EngineMeaning.StorageLost),
        ("mounting storage for container", EngineMeaning.StorageNotMounted),
        ("passing bulk input to subprocess", EngineMeaning.StorageNotMounted),
        ("error in copier subprocess", EngineMeaning.StorageNotMounted),
        ("no such image", EngineMeaning.ImageMissing),
        ("image not known", EngineMeaning.ImageMissing),
        ("container state improper", EngineMeaning.WrongState),
        ("is not running", EngineMeaning.WrongState),
        ("is not paused", EngineMeaning.WrongState),
        ("is already paused", EngineMeaning.WrongState),
        ("is paused", EngineMeaning.WrongState),
    ];

    /// <param name="status">HTTP status code.</param>
    /// <param name="body">Body of the answer; JSON, or plain text of a proxy.</param>
    public static EngineAnswer Read(int status, string? body)
    {
        string message = ReadMessage(body ?? "");
        foreach ((string text, EngineMeaning meaning) in Texts)
        {
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return new EngineAnswer(meaning, message);
            }
        }

        return new EngineAnswer(
            status switch
            {
                NotFound => EngineMeaning.Missing,
                < FirstServerError => EngineMeaning.Refused,
                _ => EngineMeaning.Failed,
            },
            message
        );
    }

    /// <summary>Reads an error that an engine reports while it pulls, loads or builds an image.</summary>
    public static EngineAnswer FromProgress(string error) =>
        new(EngineMeaning.Refused, TextEscaping.EscapeAndTruncate(error.Trim(), MaxMessage));

    // Docker: {"message"}; Podman: {"cause", "message", "response"}, with the cause at the end of the message.
    private static string ReadMessage(string body)
    {
        string text = body;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (
                document.RootElement is { ValueKind: JsonValueKind.Object } answer
                && answer.TryGetProperty("message", out JsonElement message)
                && message.ValueKind == JsonValueKind.String
            )
            {
                text = message.GetString()!;
                if (
                    answer.TryGetProperty("cause", out JsonElement cause)
                    && cause.ValueKind == JsonValueKind.String
                    && !text.Contains(cause.GetString()!, StringComparison.Ordinal)
                )
                {
                    text += $": {cause.GetString()}";
                }
            }
        }
        catch (JsonException)
        {
            // The text itself is the message.
        }

        return TextEscaping.EscapeAndTruncate(text.Trim(), MaxMessage);
    }
}
