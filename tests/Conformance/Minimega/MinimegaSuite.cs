using Scalewright.Providers.Minimega;

namespace Conformance.Minimega;

/// <summary>minimega's wire protocol: codec, fake server and client against recorded sessions.</summary>
public sealed class MinimegaSuite : ISuite
{
    public string Name => "minimega";

    public IEnumerable<ConformanceCase> Cases(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (Transcript.Load(path) is not { } transcript)
            {
                continue;
            }

            string name = Path.GetFileNameWithoutExtension(path);
            yield return new($"{name} codec", _ => Task.FromResult(CodecCheck.FirstDifference(transcript)));
            if (transcript.IsReplayed)
            {
                yield return new($"{name} server", token => ServerReplay.FirstDifferenceAsync(transcript, token));
            }

            yield return new($"{name} client", token => ClientReplay.FirstDifferenceAsync(transcript, token));
        }
    }
}

/// <summary>Every recorded message is read and written back byte for byte.</summary>
internal static class CodecCheck
{
    /// <summary>The first line that comes back different; null when none does.</summary>
    public static string? FirstDifference(Transcript transcript)
    {
        foreach (string line in transcript.Exchanges.SelectMany(exchange => exchange.Received).Where(IsMessage))
        {
            string written = MinimegaJson.Write(MinimegaJson.Read(Encoding.UTF8.GetBytes(line)));
            if (written != line)
            {
                return $"read {line} but wrote {written}";
            }
        }

        return null;
    }

    // Plumbing mode carries bare texts, and the recorder's own notes stand in angle brackets.
    private static bool IsMessage(string line) => line.StartsWith('{');
}
