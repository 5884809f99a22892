using System.Runtime.CompilerServices;
using Scalewright.Sweeps;

namespace Scalewright.Experiments.Runs;

/// <summary>Engine whose elements return histories in their results. They are written into the folder.</summary>
internal sealed class PodHistories(ISweepEngine engine, ExperimentFolder folder) : ISweepEngine
{
    public async Task AdoptAsync(SweepFolder sweep, CancellationToken cancellationToken)
    {
        await engine.AdoptAsync(sweep, cancellationToken);
        SaveHistories(sweep.ReadResultLines());
    }

    public async IAsyncEnumerable<SweepElementEnd> RunAsync(
        SweepFolder sweep,
        SweepAttempt attempt,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (SweepElementEnd end in engine.RunAsync(sweep, attempt, cancellationToken))
        {
            SaveHistories(sweep.ReadResultLines(attempt, end.Element));
            yield return end;
        }
    }

    /// <summary>Writes the histories of results. A complete history is kept, because its run is not repeated.</summary>
    private void SaveHistories(IEnumerable<(string Key, string Result)> lines)
    {
        foreach ((string key, string result) in lines)
        {
            ElementResultJson run = JsonSerializer.Deserialize(result, ElementJsonContext.Default.ElementResultJson)!;
            string path = Path.Combine(folder.FullPath, $"{key}.jsonl");
            if (run.History is { } history && HistoryTail.ReadOutcome(path) is not (RunOutcome.Completed or RunOutcome.Failed))
            {
                // A reader must never find a part of a history, which it would take for an interrupted run.
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes($"{path}.tmp", FolderArchive.Decompress(history));
                File.Move($"{path}.tmp", path, overwrite: true);
            }
        }
    }
}
