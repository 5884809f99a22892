using System.Diagnostics;
using Scalewright.Journals;
using Scalewright.Planning;

namespace Scalewright.Clusters.State;

/// <summary>Follows the steps that are recorded in a state folder, without its lock.</summary>
/// <param name="files">File system of the folder.</param>
/// <param name="folder">State folder of a cluster.</param>
public sealed class StepFollower(IFileSystem files, string folder)
{
    private readonly Dictionary<string, PlanStep> _open = new(StringComparer.Ordinal);
    private long _sequence;

    /// <summary>Returns the changes of steps since the last call. The first call returns the steps that are under way.
    /// </summary>
    /// <exception cref="StateException">The state is missing or damaged, or its holder replaced its files in the
    /// meantime.</exception>
    public IReadOnlyList<StepChange> Read()
    {
        Replay replay = new(_sequence);
        DurableStoreOptions options = new() { LockHolder = new LockHolder(), Random = new Random(0) };
        StoreOpenResult result = StoreReader.Read(files, folder, replay, options);
        bool isFirst = _sequence == 0;
        bool hasGap = result.Watermark.Sequence - result.ReplayedCount > _sequence;
        List<StepChange> changes = [];
        if (hasGap || isFirst)
        {
            // Between two snapshots, only steps that are still open are known.
            AddGap(replay, changes);
        }
        else
        {
            replay.Changes.ForEach(change => Apply(change, changes));
        }

        _sequence = result.Watermark.Sequence;
        return changes;
    }

    private void AddGap(Replay replay, List<StepChange> changes)
    {
        foreach ((string token, PlanStep step) in _open.Where(step => !replay.Open.ContainsKey(step.Key)).ToArray())
        {
            bool isFailed = replay.Changes.Exists(change => change.Result is { IsDone: false } result && result.Token == token);
            Apply(new ClusterChange { Result = new ResultEntry(token, !isFailed) }, changes);
        }

        foreach ((string token, PlanStep step) in replay.Open)
        {
            Apply(new ClusterChange { Intents = [new IntentEntry(token, step)] }, changes);
        }
    }

    private void Apply(ClusterChange change, List<StepChange> changes)
    {
        foreach (IntentEntry intent in change.Intents ?? [])
        {
            if (_open.TryAdd(intent.Token, intent.Step))
            {
                changes.Add(new StepChange(intent.Token, intent.Step, StepProgress.Requested));
            }
        }

        if (change.Result is { } result && _open.Remove(result.Token, out PlanStep? step))
        {
            changes.Add(new StepChange(result.Token, step, result.IsDone ? StepProgress.Succeeded : StepProgress.NotDone));
        }
    }

    /// <summary>Collects the changes after a sequence, and the requests without a result.</summary>
    private sealed class Replay(long after) : IDurableState
    {
        public Dictionary<string, PlanStep> Open { get; } = new(StringComparer.Ordinal);

        public List<ClusterChange> Changes { get; } = [];

        public void Restore(ReadOnlyMemory<byte> content)
        {
            foreach (IntentEntry intent in StateSnapshot.Read(content).Intents)
            {
                Open[intent.Token] = intent.Step;
            }
        }

        public void Apply(in JournalRecord record)
        {
            Utf8JsonReader reader = new(record.Json.Span);
            ClusterChange change = JsonSerializer.Deserialize(ref reader, ClusterJson.Default.ClusterChange) ?? new ClusterChange();
            foreach (IntentEntry intent in change.Intents ?? [])
            {
                Open[intent.Token] = intent.Step;
            }

            if (change.Result is { } result)
            {
                Open.Remove(result.Token);
            }

            if (record.Sequence > after)
            {
                Changes.Add(change);
            }
        }

        public void WriteTo(IBufferWriter<byte> output) => throw new UnreachableException("A state that is only read is not written.");
    }
}

/// <summary>Change of a step.</summary>
/// <param name="Token">Token of the request.</param>
/// <param name="Step">The step.</param>
/// <param name="Progress">New progress.</param>
public readonly record struct StepChange(string Token, PlanStep Step, StepProgress Progress);

/// <summary>Progress of a step.</summary>
public enum StepProgress
{
    /// <summary>The step is about to be requested from the provider.</summary>
    Requested,

    /// <summary>The step succeeded.</summary>
    Succeeded,

    /// <summary>The step was not done.</summary>
    NotDone,
}
