namespace Kubernetes.Tests;

/// <summary>Deletion of a pod during a command.</summary>
public sealed class PodDeathTests
{
    [MachineFact("pods")]
    public async Task A_running_command_fails_with_ResourceNotFound_when_its_pod_is_deleted()
    {
        await using KubernetesServer server = await TestCluster.StartAsync();
        ContractRequests orders = new(new Random(3), "dying", name => new NodeSpec(name, 1));
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(server));
        await ApplyAsync(provider, orders.CreateNode("n-1"));
        Resource node = await FindReadyAsync(provider, orders.Owner);
        await using INodeConnection connection = await provider.ConnectAsync(node);
        TaskCompletionSource runs = new();
        CommandRequest forever = new(["sh", "-c", "echo runs; exec sleep 600"])
        {
            OnOutput = _ => runs.TrySetResult(),
            Timeout = TimeSpan.FromHours(1),
        };
        Task<CommandResult> running = connection.RunAsync(forever);
        await runs.Task;

        await ApplyAsync(provider, orders.DestroyNode(node));
        AgentException died = await Should.ThrowAsync<AgentException>(() => running);

        // A transient loss of connection is retried five times within 30 s; a deleted pod is not.
        (died.Code, died.IsOutcomeUnknown).ShouldBe((ProblemCode.ResourceNotFound, true));
    }

    private static async Task<Resource> FindReadyAsync(KubernetesProvider provider, Owner owner)
    {
        await foreach (ValueList<Resource> seen in provider.WatchAsync(owner))
        {
            if (seen.FirstOrDefault(node => node.State == ResourceState.Ready) is { } ready)
            {
                return ready;
            }
        }

        throw new InvalidOperationException("the watch ended");
    }

    private static async Task ApplyAsync(KubernetesProvider provider, StepRequest order) =>
        (await provider.ApplyOneAsync(order)).Problem.ShouldBeNull();
}
