using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>A simulated provider whose lists are up to a minute out of date.</summary>
internal sealed class ListedScene(SimulationProvider provider, CancellationToken token) : IProgress<ClusterEvent>
{
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(1);

    private readonly List<ClusterEvent> _events = [];

    public SimulationProvider Provider => provider;

    public CancellationToken Token => token;

    public void Report(ClusterEvent value) => _events.Add(value);

    public static Task RunAsync(Func<ListedScene, Task> story, SimulationOptions? options = null) =>
        SceneEnd.RunAsync(
            (provider, token) => story(new ListedScene(provider, token)),
            options ?? new SimulationOptions { Calls = CallModel.Default with { ConsistencyWindow = Window } },
            seed: 11
        );

    public static Topology Sized(int nodes) =>
        Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("web", "by-hand")
                {
                    Nodes = Enumerable.Range(1, nodes).Select(i => new NodeSpec($"demo-{i}", i)).ToValueList(),
                }
            )
            .Build();

    public ClusterBuilder Describe(int nodes, string folder = "/state/demo") =>
        LiveCluster.Create(Sized(nodes)).UseProvider(provider).WithState(folder).WithListener(this);

    public Task<LiveCluster> OpenAsync(SimulationProvider? place = null, DurableStoreOptions? store = null) =>
        LiveCluster.OpenAsync("/state/demo", place ?? provider, new ClusterOptions { Listener = this, StoreOptions = store }, token);

    public Task WaitAsync(TimeSpan time) => Task.Delay(time, provider.Clock, token);

    public async Task OrderAsync(PlanStep step, Owner owner)
    {
        ResourceTag tag = new(owner, step.Target, step.Name, $"token-{step.Name}")
        {
            Digest = SpecDigest.Compute(step),
            Epoch = 1,
            Group = (step as CreateNode)?.Group ?? "",
        };
        await foreach (StepOutcome outcome in provider.ApplyAsync([new StepRequest(step, tag)], token))
        {
            outcome.Result.ShouldBe(StepResult.Succeeded);
        }
    }

    public void RemoveAll(int nodes)
    {
        foreach (int number in Enumerable.Range(1, nodes))
        {
            provider.Inject(new RemoveResource($"demo-{number}"));
        }

        provider.Inject(new RemoveResource("web") { Target = StepTarget.Group });
    }

    public string[] Told(ClusterEventKind kind) => [.. _events.Where(told => told.Kind == kind).Select(told => told.Subject)];

    /// <summary>Returns the listed resources, such as <c>Node demo-1</c>.</summary>
    public async Task<string[]> ListedAsync() =>
        [
            .. (await provider.ObserveAsync(null, token))
                .Where(resource => resource.State != ResourceState.Deleting)
                .Select(resource => $"{resource.Tag.Target} {resource.Tag.Name}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Waits until the lists are consistent and returns their resources.</summary>
    public async Task<string[]> SettledAsync()
    {
        await WaitAsync(Window);
        return await ListedAsync();
    }
}
