using Scalewright.Providers.Minimega;

namespace Conformance.Minimega;

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

internal static class CodecCheck
{
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

    // Plumbing mode has plain text, and notes of the recorder are in angle brackets.
    private static bool IsMessage(string line) => line.StartsWith('{');
}
