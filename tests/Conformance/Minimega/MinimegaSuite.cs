namespace Conformance.Minimega;

/// <summary>minimega's wire protocol: codec, fake server and client against recorded sessions.</summary>
public sealed class MinimegaSuite : ISuite
{
    /// <inheritdoc/>
    public string Name => "minimega";

    /// <inheritdoc/>
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
