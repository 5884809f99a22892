namespace Simulation.Tests.Providers;

/// <summary>Creates requests as a cluster does: each has its own token and the ownership tag of the owner.</summary>
internal static class Orders
{
    public static Owner Owner { get; } = new(new Scalewright.Journals.Lineage(1), "demo");

    public static StepRequest CreateNode(string name, string cloud = "", string? token = null, long epoch = 1, Owner? owner = null) =>
        Of(new CreateNode("farm", new NodeSpec(name, 1) { Cloud = cloud }), token ?? $"create-{name}", epoch, owner);

    public static ValueList<StepRequest> CreateNodes(int count, string cloud = "", Owner? owner = null) =>
        Enumerable.Range(1, count).Select(number => CreateNode($"node-{number}", cloud, owner: owner)).ToValueList();

    public static StepRequest DestroyNode(Resource node, string? token = null, long epoch = 1) =>
        Of(new DestroyNode("farm", new NodeSpec(node.Tag.Name, 1)), token ?? $"destroy-{node.Id}", epoch, node.Tag.Owner) with
        {
            ResourceId = node.Id,
        };

    public static StepRequest CreateGroup(string name) => Of(new CreateGroup(new NodeGroup(name, "builtin@1.0.0")), $"create-{name}");

    public static StepRequest DestroyGroup(Resource group) =>
        Of(new DestroyGroup(new NodeGroup(group.Tag.Name, "builtin@1.0.0")), $"destroy-{group.Id}") with
        {
            ResourceId = group.Id,
        };

    public static StepRequest Of(PlanStep step, string token, long epoch = 1, Owner? owner = null) =>
        new(
            step,
            new ResourceTag(owner ?? Owner, step.Target, step.Name, token)
            {
                Group = step.Target == StepTarget.Node ? "farm" : "",
                Digest = SpecDigest.Compute(step),
                Epoch = epoch,
            }
        );

    public static Task RunAsync(this IProvider provider, Func<Task> program) => provider.RunAsync(_ => program(), CancellationToken.None);

    public static async Task<ValueList<StepOutcome>> ApplyAllAsync(this IProvider provider, params ValueList<StepRequest> orders)
    {
        List<StepOutcome> outcomes = [];
        await foreach (StepOutcome outcome in provider.ApplyAsync(orders))
        {
            outcomes.Add(outcome);
        }

        return outcomes.ToValueList();
    }

    public static async Task<ValueList<Resource>> ObserveWhenAsync(this IProvider provider, Func<ValueList<Resource>, bool> isReady)
    {
        while (true)
        {
            ValueList<Resource> found = await provider.ObserveAsync(Owner);
            if (isReady(found))
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), provider.Clock);
        }
    }
}
