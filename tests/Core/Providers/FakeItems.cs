using System.Collections.Concurrent;

namespace Sdk.Tests.Providers;

/// <summary>Item of a backend, which a change replaces.</summary>
internal sealed record FakeItem(string Id, StoredResourceTag Tag, StepTarget Target, ResourceState State = ResourceState.Ready);

/// <summary>Provider of items in memory. The token of a step is the ID of its item.</summary>
internal sealed class FakeItems(RemoteProviderSettings settings) : RemoteProvider<FakeItem>(settings)
{
    public FakeItems()
        : this(new RemoteProviderSettings("items") { MaxConcurrency = 1 }) { }

    public ConcurrentDictionary<string, FakeItem> All { get; } = new(StringComparer.Ordinal);

    /// <summary>Number of following changes and removals that find another version of the item.</summary>
    public int Conflicts { get; set; }

    public int FindCount { get; private set; }

    public bool ManagesNetworks { get; init; }

    /// <summary>Called after an item was created; may throw.</summary>
    public Func<FakeItem, FakeItem> OnCreated { get; init; } = static item => item;

    /// <summary>Called before an item is found; may wait forever.</summary>
    public Func<Task> OnFind { get; init; } = static () => Task.CompletedTask;

    protected override Task<IReadOnlyList<FakeItem>> ListAsync(Owner? owner, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FakeItem>>([.. All.Values]);

    protected override Resource? ToResource(FakeItem item) =>
        item.Tag.ToResource(item.Id, item.State) is { } resource
            ? resource with
            {
                Tag = resource.Tag with { Target = item.Target },
            }
            : null;

    protected override bool Manages(StepTarget target) => ManagesNetworks || base.Manages(target);

    protected override async Task<FakeItem?> FindAsync(StepRequest request, CancellationToken cancellationToken)
    {
        FindCount++;
        await OnFind();
        return await base.FindAsync(request, cancellationToken);
    }

    protected override Task<FakeItem> CreateAsync(StepRequest request) =>
        Task.FromResult(
            OnCreated(
                All.GetOrAdd(request.Token, id => new FakeItem(
                    id,
                    StoredResourceTag.FromTag(request.Tag, Clock.GetUtcNow()),
                    request.Step.Target
                ))
            )
        );

    protected override Task<FakeItem?> ChangeAsync(StepRequest request, FakeItem item) =>
        Task.FromResult(Conflicts-- > 0 ? null : All[item.Id] = item with { Tag = item.Tag.WithTag(request.Tag) });

    protected override Task<bool> RemoveAsync(StepRequest request, FakeItem item) =>
        Task.FromResult(Conflicts-- <= 0 && (All.TryRemove(item.Id, out _) || true));

    protected override Task<INodeConnection> OpenConnectionAsync(Resource node, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
