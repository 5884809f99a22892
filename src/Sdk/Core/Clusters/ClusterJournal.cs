using Scalewright.Clusters.State;
using Scalewright.Clusters.Telemetry;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>State of the cluster: on disk if it has a folder, otherwise in memory.</summary>
internal sealed class ClusterJournal : IAsyncDisposable
{
    private const int StepsPerChange = 1000;
    private const int HolderDigits = 8;
    private readonly DurableStore? _store;
    private long _token;

    private ClusterJournal(ClusterState state, DurableStore? store, Owner owner, long epoch) =>
        (State, _store, Owner, Epoch) = (state, store, owner, epoch);

    public ClusterState State { get; }

    public Owner Owner { get; }

    public long Epoch { get; }

    /// <summary>Sequence of the last acknowledged change; 0 in memory.</summary>
    public long Sequence => _store?.Watermark.Sequence ?? 0;

    public long OpenedSequence => _store?.OpenResult.Watermark.Sequence ?? 0;

    public bool IsInMemory => _store is null;

    /// <summary>File system and path of the folder; null in memory.</summary>
    public (IFileSystem Files, string Path)? Folder { get; private init; }

    /// <summary>True for an in-memory copy of a state that another program may hold.</summary>
    public bool IsCopy { get; private init; }

    private string HolderPrefix => _store is null ? "" : $"{_store.HolderId.AsSpan(0, HolderDigits)}-";

    public bool IsNew => _store?.OpenResult.IsNew ?? true;

    public ValueList<Problem> Warnings => _store is null ? Earlier : Earlier.AddRange(_store.OpenResult.Warnings).AddRange(_store.Warnings);

    public ValueList<Problem> Earlier { get; init; } = [];

    public static ClusterJournal InMemory(string name, DurableStoreOptions options)
    {
        ClusterState state = new();
        state.Apply(new ClusterChange { Name = name });
        return new ClusterJournal(
            state,
            store: null,
            new Owner(options.ExpectedLineage ?? Lineage.CreateRandom(options.Random), name),
            options.MinEpoch
        );
    }

    /// <summary>Creates an in-memory copy of a state; its changes are not written to disk.</summary>
    public static ClusterJournal Copy(ClusterState state, Owner owner, long epoch, ValueList<Problem> warnings) =>
        new(state, store: null, owner, epoch) { Earlier = warnings, IsCopy = true };

    /// <summary>Opens or creates a state. A new state gets the name; without a name, the state must exist.</summary>
    /// <param name="name">Name of the cluster; null accepts any name.</param>
    /// <param name="earlier">Problems found by an earlier opening.</param>
    public static async Task<ClusterJournal> OpenAsync(
        IFileSystem files,
        string folder,
        string? name,
        DurableStoreOptions options,
        ValueList<Problem> earlier,
        CancellationToken cancellationToken
    )
    {
        ClusterState state = new();
        DurableStore store = await DurableStore.OpenAsync(files, folder, state, options, cancellationToken);
        try
        {
            if (state.Name.Length == 0)
            {
                // The creator was killed before it recorded a name, so no resources exist.
                if (name is null)
                {
                    throw ClusterException.OfFolder(folder, ClusterProblems.NoState(folder));
                }

                await store.AppendAsync(new ClusterChange { Name = name }, ClusterJson.Default.ClusterChange, cancellationToken);
            }

            return name is null || state.Name == name
                ? new ClusterJournal(state, store, new Owner(store.Lineage, state.Name), store.Epoch)
                {
                    Earlier = earlier,
                    Folder = (files, folder),
                }
                : throw new ClusterException(name, ClusterProblems.OtherName(folder, state.Name, name));
        }
        catch (Exception failure)
        {
            (failure as ScalewrightException)?.AddWarnings(earlier.AddRange(store.OpenResult.Warnings));
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns a token that is unique across all clusters, runs and copies of one folder.</summary>
    public string CreateToken() =>
        $"{(ulong)(Owner.Lineage.Value >> 64):x16}-{Epoch:x8}-{HolderPrefix}{Interlocked.Increment(ref _token):x8}";

    /// <summary>
    /// Records the new desired topology. A change that only removes resources must succeed on a full disk.
    /// </summary>
    public async Task SetDesiredAsync(Plan difference, TurnNote? note, CancellationToken cancellationToken)
    {
        bool isUrgent = difference.Steps.All(step => step.Action == StepAction.Destroy);
        for (int start = 0; start < difference.Steps.Count; start += StepsPerChange)
        {
            ClusterChange part = new()
            {
                Wanted = [.. difference.Steps.Skip(start).Take(StepsPerChange).Select(step => new StepEntry(step))],
                IsNext = start > 0,
                IsPart = start + StepsPerChange < difference.Steps.Count,
                Memory = start + StepsPerChange < difference.Steps.Count ? null : note,
            };
            await (isUrgent ? AppendUrgentAsync(part) : AppendAsync(part, cancellationToken));
        }
    }

    public Task SaveNoteAsync(TurnNote note, CancellationToken cancellationToken) =>
        AppendAsync(new ClusterChange { Memory = note }, cancellationToken);

    /// <summary>Appends an empty change, which fails if another process took over.</summary>
    /// <exception cref="StateException">Another process took over, or the disk failed.</exception>
    public Task FenceAsync() => AppendUrgentAsync(new ClusterChange());

    /// <summary>Records steps before they are requested. Removals must succeed on a full disk.</summary>
    public Task IntendAsync(IReadOnlyList<StepRequest> requests, CancellationToken cancellationToken)
    {
        ClusterChange change = new()
        {
            Intents = [.. requests.Select(request => new IntentEntry(request.Token, request.Step) { ResourceId = request.ResourceId })],
        };
        return requests.All(request => request.Step.Action == StepAction.Destroy)
            ? AppendUrgentAsync(change)
            : AppendAsync(change, cancellationToken);
    }

    /// <summary>
    /// Tags a request with the last acknowledged change, so that its resource shows if that change is lost later.
    /// </summary>
    public StepRequest Acknowledged(StepRequest request) => request with { Tag = request.Tag with { Sequence = Sequence } };

    /// <summary>Records the result of a request, even on a full disk.</summary>
    public Task EndAsync(string token, bool isDone, Resource? resource) =>
        AppendUrgentAsync(
            new ClusterChange
            {
                Result = new ResultEntry(token, isDone) { Resource = resource is null ? null : ResourceEntry.From(resource) },
            }
        );

    /// <summary>Records a difference that reconciliation found, even on a full disk.</summary>
    public Task SettleAsync(ClusterChange difference) => AppendUrgentAsync(difference);

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task AppendAsync(ClusterChange change, CancellationToken cancellationToken)
    {
        if (_store is not null)
        {
            Instruments.CountChange(Owner.Cluster);
            return _store.AppendAsync(change, ClusterJson.Default.ClusterChange, cancellationToken);
        }

        State.Apply(change);
        return Task.CompletedTask;
    }

    private Task AppendUrgentAsync(ClusterChange change)
    {
        if (_store is not null)
        {
            Instruments.CountChange(Owner.Cluster);
            return _store.AppendUrgentAsync(change, ClusterJson.Default.ClusterChange);
        }

        State.Apply(change);
        return Task.CompletedTask;
    }
}
