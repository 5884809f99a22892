using System.Security.Cryptography;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Containers.Client;

/// <summary>Messages of an engine that pulls, loads or builds an image. Logs one of them in 10 seconds.</summary>
/// <param name="image">Name of the image.</param>
/// <param name="clock">Time source.</param>
/// <param name="logger">Logger of the messages.</param>
internal sealed class ImageProgress(string image, TimeProvider clock, ILogger logger) : IProgress<JSONMessage>
{
    private const string IdPrefix = "sha256:";
    private const int MaxMessage = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly List<string> _loaded = [];
    private long? _lastLog;

    /// <summary>Error; null if there was none.</summary>
    public string? Error { get; private set; }

    /// <summary>Last ID of an image; null if there was none.</summary>
    public string? LastId { get; private set; }

    /// <summary>Names and IDs of images that were loaded.</summary>
    public IReadOnlyList<string> Loaded => _loaded;

    public void Report(JSONMessage value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Error ??= value.Error?.Message;
        ReadId(value.Status);
        ReadId(value.ID);
        string text = (value.Stream ?? value.Status ?? "").Trim();
        foreach (string line in text.Split('\n'))
        {
            ReadLoaded(line.Trim());
        }

        if (text.Length > 0 && (_lastLog is not { } last || clock.GetElapsedTime(last) >= Interval))
        {
            _lastLog = clock.GetTimestamp();
            string layer = value.ID is { Length: > 0 } id && value.Status != id ? $"{id}: " : "";
            string line = TextEscaping.EscapeAndTruncate($"{layer}{text}{Describe(value.Progress)}", MaxMessage);
            ContainersLog.ImageProgress(logger, image, line);
        }
    }

    private static string Describe(JSONProgress? progress) =>
        progress is { Total: > 0 } ? string.Create(CultureInfo.InvariantCulture, $" {100 * progress.Current / progress.Total} %") : "";

    // Docker imports with the status "sha256:...", Podman with the same or the bare digits as ID.
    private void ReadId(string? text)
    {
        if (text is null)
        {
            return;
        }

        string digits = text.StartsWith(IdPrefix, StringComparison.Ordinal) ? text[IdPrefix.Length..] : text;
        if (digits.Length == SHA256.HashSizeInBytes * 2 && digits.All(char.IsAsciiHexDigitLower))
        {
            LastId = text;
        }
    }

    // Docker: "Loaded image: NAME" or "Loaded image ID: sha256:..." for each; Podman: "Loaded image: NAME,NAME".
    private void ReadLoaded(string line)
    {
        const string Start = "Loaded image";
        if (line.StartsWith(Start, StringComparison.Ordinal) && line.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var at)
        {
            _loaded.AddRange(line[(at + 2)..].Split(',', StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
