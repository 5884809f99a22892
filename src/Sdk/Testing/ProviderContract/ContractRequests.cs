using Scalewright;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace ProviderContracts;

/// <summary>Creates requests as a cluster does: each with its own token and the ownership tag.</summary>
internal sealed class ContractRequests(Random random, string cluster, Func<string, NodeSpec> specify)
{
    private const string Group = "contract-farm";

    private static readonly Subnet Range = Subnet.TryParse("10.99.0.0/24", out Subnet range) ? range : default;

    public Owner Owner { get; private init; } = new(Lineage.CreateRandom(random), cluster);

    public long Epoch { get; init; } = 1;

    /// <summary>Sequence number of the owner's state with which each request is tagged.</summary>
    public long Sequence { get; init; } = 1234;

    public ContractRequests ForNextHolder() => new(random, cluster, specify) { Owner = Owner, Epoch = Epoch + 1 };

    public StepRequest CreateNode(string name) => Make(new CreateNode(Group, specify(name)));

    public ValueList<StepRequest> CreateNodes(int count, string prefix = "contract") =>
        Enumerable.Range(1, count).Select(number => CreateNode($"{prefix}-{number}")).ToValueList();

    public StepRequest ChangeNode(Resource node, NodeSpec to) =>
        Make(new ChangeNode(Group, specify(node.Tag.Name), to)) with
        {
            ResourceId = node.Id,
        };

    public StepRequest DestroyNode(Resource node) => Make(new DestroyNode(Group, specify(node.Tag.Name))) with { ResourceId = node.Id };

    public StepRequest CreateNetwork(string name) => Make(new CreateNetwork(new NetworkSpec(name, Range)));

    public StepRequest CreateGroup() => Make(new CreateGroup(new NodeGroup(Group, "builtin@1.0.0")));

    /// <summary>Returns the request that deletes a resource of any kind.</summary>
    public StepRequest Destroy(Resource resource) =>
        resource.Tag.Target switch
        {
            StepTarget.Network => Make(new DestroyNetwork(new NetworkSpec(resource.Tag.Name, Range))) with { ResourceId = resource.Id },
            StepTarget.Group => Make(new DestroyGroup(new NodeGroup(resource.Tag.Name, "builtin@1.0.0"))) with { ResourceId = resource.Id },
            _ => DestroyNode(resource),
        };

    private StepRequest Make(PlanStep step) =>
        new(
            step,
            new ResourceTag(Owner, step.Target, step.Name, Lineage.CreateRandom(random).ToString())
            {
                Group = step.Target == StepTarget.Node ? Group : "",
                Digest = SpecDigest.Compute(step),
                Epoch = Epoch,
                Sequence = Sequence,
            }
        );
}
