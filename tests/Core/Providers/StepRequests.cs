namespace Sdk.Tests.Providers;

/// <summary>Requests of one owner, whose tokens are numbered.</summary>
internal sealed class StepRequests(int seed = 1)
{
    private int _lastToken;

    public Owner Owner { get; } = new(Lineage.CreateRandom(new Random(seed)), $"farm-{seed}");

    public StepRequest Create(string name) => Make(new CreateNode("web", new NodeSpec(name, 1)));

    public StepRequest Change(Resource node, long epoch = 1) =>
        Make(new ChangeNode("web", new NodeSpec(node.Tag.Name, 1), new NodeSpec(node.Tag.Name, 2)), epoch) with
        {
            ResourceId = node.Id,
        };

    public StepRequest Destroy(Resource node, long epoch = 1) =>
        Make(new DestroyNode("web", new NodeSpec(node.Tag.Name, 1)), epoch) with
        {
            ResourceId = node.Id,
        };

    public StepRequest CreateNetwork(string name) =>
        Make(new CreateNetwork(new NetworkSpec(name, Subnet.TryParse("10.1.0.0/24", out Subnet range) ? range : default)));

    private StepRequest Make(PlanStep step, long epoch = 1) =>
        new(
            step,
            new ResourceTag(Owner, step.Target, step.Name, $"{Owner.Cluster}/{++_lastToken}")
            {
                Epoch = epoch,
                Digest = $"digest-{_lastToken}",
            }
        );
}
