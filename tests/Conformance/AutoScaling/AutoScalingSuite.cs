using PhantomTutorial;
using Scalewright.Providers.Simulation;

namespace Conformance.AutoScaling;

/// <summary>Replays recorded sessions of boto 2 and boto3, and compares the output of the tutorial.</summary>
public sealed class AutoScalingSuite : ISuite
{
    public string Name => "autoscaling-wire";

    public IEnumerable<ConformanceCase> Cases(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (WireTranscript.Load(path) is not { Exchanges.Count: > 0 } transcript)
            {
                continue;
            }

            yield return new($"{name} as recorded", token => WireReplay.FirstDifferenceAsync(transcript, WireManner.AsRecorded, token));
            yield return new($"{name} by the other verb", token =>
                WireReplay.FirstDifferenceAsync(transcript, WireManner.ByOtherVerb, token)
            );
            yield return new($"{name} signed anew", token => WireReplay.FirstDifferenceAsync(transcript, WireManner.Signed, token));
        }

        foreach (string path in Directory.EnumerateFiles(folder, "*.stdout.txt").Order(StringComparer.Ordinal))
        {
            bool isSecond = Path.GetFileName(path).Contains("second", StringComparison.Ordinal);
            yield return new(Path.GetFileName(path), async token =>
                await TutorialCheck.FirstDifferenceAsync(await File.ReadAllTextAsync(path, token), isSecond, token)
            );
        }
    }
}

internal static class TutorialCheck
{
    /// <param name="isSecond">Whether another run preceded it.</param>
    public static async Task<string?> FirstDifferenceAsync(string expected, bool isSecond, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("phantom").FullName;
        try
        {
            RunnerOptions options = new(
                Url: null,
                new DirectoryInfo(folder),
                SimulationPace.OnDemand,
                Authority: null,
                BelievesAny: false,
                IsDryRun: false
            );
            if (isSecond)
            {
                await Runner.RunAsync(options, TextWriter.Null, cancellationToken);
            }

            using StringWriter output = new() { NewLine = "\n" };
            await Runner.RunAsync(options, output, cancellationToken);
            return output.ToString().TrimEnd() == expected.TrimEnd() ? null : $"it printed\n{output}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
