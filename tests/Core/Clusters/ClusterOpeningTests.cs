using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Counts what opening a cluster asks the provider before it creates the first resource.</summary>
public class ClusterOpeningTests
{
    private const string Folder = "/state/demo";

    public enum Opening
    {
        ApplyToNewFolder,
        ApplyToExistingFolder,
        ProvisionInMemory,
        Open,
        Adopt,
    }

    [
        Theory,
        InlineData(Opening.ApplyToNewFolder, 1, 1),
        InlineData(Opening.ApplyToExistingFolder, 2, 1),
        InlineData(Opening.ProvisionInMemory, 1, 1),
        InlineData(Opening.Open, 1, 0),
        InlineData(Opening.Adopt, 2, 1)
    ]
    public Task Opening_a_cluster_lists_and_checks_exactly_N_times(Opening opening, int lists, int checks) =>
        SceneEnd.RunAsync(
            async (place, token) =>
            {
                if (opening is not (Opening.ApplyToNewFolder or Opening.ProvisionInMemory))
                {
                    await (await Describe(place, 2).WithState(Folder).ProvisionAsync(token)).DisposeAsync();
                }

                CallCounter counter = new();
                await using LiveCluster cluster = await OpenAsync(opening, counter.Watch(place, NodeFault.None), token);

                counter.Counts.ShouldBe((lists, checks));
            },
            new SimulationOptions(),
            seed: 3
        );

    [Fact]
    public Task A_cluster_of_the_same_name_that_appears_after_the_preparation_is_noticed_once_the_list_is_old() =>
        ListedScene.RunAsync(async scene =>
        {
            PreparedCluster prepared = await scene.Describe(2).PrepareAsync(scene.Token);
            Owner other = new(Lineage.CreateRandom(scene.Provider.Random), "demo");
            await scene.OrderAsync(new CreateGroup(ListedScene.Sized(0).Groups["web"]), other);
            await scene.SettledAsync();

            ClusterException rejected = await Thrown.ByAsync<ClusterException>(() =>
                prepared.ProvisionAsync(cancellationToken: scene.Token)
            );

            rejected.Code.ShouldBe(ProblemCode.ClusterExists);
            (await scene.SettledAsync()).ShouldBe(["Group web"]);
            scene.RemoveAll(0);
        });

    [Fact]
    public Task A_cluster_of_the_same_name_that_appears_after_the_list_keeps_its_resources() =>
        ListedScene.RunAsync(async scene =>
        {
            PreparedCluster prepared = await scene.Describe(2).PrepareAsync(scene.Token);
            Owner other = new(Lineage.CreateRandom(scene.Provider.Random), "demo");
            await scene.OrderAsync(new CreateGroup(new NodeGroup("others", "by-hand")), other);

            await using LiveCluster cluster = await prepared.ProvisionAsync(cancellationToken: scene.Token);

            (await scene.SettledAsync()).ShouldBe(["Group others", "Group web", "Node demo-1", "Node demo-2"]);
            scene.Told(ClusterEventKind.OrphanRemoved).ShouldBeEmpty();
            scene.Provider.Inject(new RemoveResource("others") { Target = StepTarget.Group });
        });

    [Theory, InlineData(0), InlineData(60)]
    public Task A_late_request_of_the_previous_holder_that_the_handed_on_list_lacks_creates_no_duplicate(int window) =>
        ListedScene.RunAsync(
            async scene =>
            {
                Owner owner;
                await using (LiveCluster before = await scene.Describe(2).ProvisionAsync(scene.Token))
                {
                    owner = before.Owner;
                }

                await scene.OrderAsync(new CreateNode("web", ListedScene.Sized(3).Groups["web"].Nodes[2]), owner);
                await scene.SettledAsync();
                int lists = 0;
                OddProvider late = new(scene.Provider)
                {
                    Capability = scene,
                    List = list => lists++ == 0 ? [.. list.Where(resource => resource.Tag.Name != "demo-3")] : list,
                };
                await using LiveCluster cluster = await scene.Describe(3).UseProvider(late).ProvisionAsync(scene.Token);

                (await scene.SettledAsync()).ShouldBe(["Group web", "Node demo-1", "Node demo-2", "Node demo-3"]);
                cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
            },
            new SimulationOptions { Calls = CallModel.Default with { ConsistencyWindow = TimeSpan.FromSeconds(window) } }
        );

    [Fact]
    public Task A_plan_that_is_rejected_under_the_lock_changes_nothing_even_for_an_ephemeral_cluster() =>
        ListedScene.RunAsync(async scene =>
        {
            await (await scene.Describe(2).ProvisionAsync(scene.Token)).DisposeAsync();
            PreparedCluster prepared = await scene.Describe(1).WithLifetime(ClusterLifetime.Ephemeral).PrepareAsync(scene.Token);
            Problem refusal = new(ProblemCode.ConflictingFields, "a node would be removed", "keep it");

            ClusterException rejected = await Thrown.ByAsync<ClusterException>(() =>
                prepared.ProvisionAsync(
                    plan => Task.FromResult<ValueList<Problem>>(plan.Steps.Any(step => step is DestroyNode) ? [refusal] : []),
                    scene.Token
                )
            );

            rejected.Problems.ShouldContain(refusal);
            (await scene.SettledAsync()).ShouldBe(["Group web", "Node demo-1", "Node demo-2"]);
        });

    [Fact]
    public Task Resources_are_listed_again_after_a_fault_was_reverted() =>
        SceneEnd.RunAsync(
            async (place, token) =>
            {
                await (await Describe(place, 2).WithState(Folder).ProvisionAsync(token)).DisposeAsync();
                CallCounter counter = new();

                await using LiveCluster cluster = await OpenAsync(
                    Opening.Open,
                    counter.Watch(place, new NodeFault { IsPaused = true }),
                    token
                );

                counter.Counts.ShouldBe((2, 0));
            },
            new SimulationOptions(),
            seed: 3
        );

    private static Task<LiveCluster> OpenAsync(Opening opening, IProvider provider, CancellationToken token) =>
        opening switch
        {
            Opening.ApplyToNewFolder or Opening.ApplyToExistingFolder => ApplyAsync(provider, token),
            Opening.ProvisionInMemory => Describe(provider, 3).ProvisionAsync(token),
            Opening.Open => LiveCluster.OpenAsync(Folder, provider, token),
            _ => Describe(provider, 3).WithState("/state/adopted").AdoptAsync(token),
        };

    /// <summary>Does what the command <c>apply</c> does.</summary>
    private static async Task<LiveCluster> ApplyAsync(IProvider provider, CancellationToken token)
    {
        PreparedCluster prepared = await Describe(provider, 3).WithState(Folder).PrepareAsync(token);
        return await prepared.ProvisionAsync(static _ => Task.FromResult<ValueList<Problem>>([]), token);
    }

    private static ClusterBuilder Describe(IProvider provider, int nodes) =>
        LiveCluster.Create(ListedScene.Sized(nodes)).UseProvider(provider);

    /// <summary>Knows the faults that an earlier program left behind.</summary>
    private sealed class KnownFaults(NodeFault left) : INodeFaultInjection
    {
        private NodeFault _fault = left;

        public ValueList<Problem> CheckFault(NodeFault fault) => [];

        public Task KillAsync(Resource node, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task InjectFaultAsync(Resource node, NodeFault fault, CancellationToken cancellationToken = default)
        {
            _fault = fault;
            return Task.CompletedTask;
        }

        public Task<NodeFault> ReadFaultAsync(Resource node, CancellationToken cancellationToken = default) => Task.FromResult(_fault);
    }

    /// <summary>Counts lists and checks until the first request.</summary>
    private sealed class CallCounter
    {
        private bool _hasRequested;

        public (int Lists, int Checks) Counts { get; private set; }

        public OddProvider Watch(IProvider place, NodeFault left) =>
            new OddProvider(place) { Capability = new KnownFaults(left), Begin = CountAsync };

        private Task CountAsync(string call)
        {
            (int lists, int checks) = Counts;
            _hasRequested |= call == nameof(IProvider.ApplyAsync);
            if (!_hasRequested)
            {
                Counts = (
                    lists + (call == nameof(IProvider.ObserveAsync) ? 1 : 0),
                    checks + (call == nameof(IProvider.CheckAsync) ? 1 : 0)
                );
            }

            return Task.CompletedTask;
        }
    }
}
