using Scalewright.Providers.Containers;

namespace Containers.Tests;

[Collection(SharedContainers.Name)]
public class ContainersProviderTests(ContainerLabs labs)
{
    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_node_has_its_name_and_limits_and_its_main_process_is_the_agent(string engine)
    {
        await using ContainersProvider provider = new(TestContainers.OptionsFor(labs[engine]));
        await using Cluster cluster = await ProvisionAsync(provider, "");

        (await cluster.Nodes[0].RunAsync(["hostname"])).Output.ShouldBe("web-1\n");
        (
            await cluster.Nodes[0].RunAsync(["cat", "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory.max"])
        ).Output.ShouldBe("268435456\n");
        (await cluster.Nodes[0].RunAsync(["cat", "/proc/1/cmdline"])).Output.ShouldStartWith("/.scalewright/agent");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_command_fails_at_once_when_its_container_dies(string engine)
    {
        await using ContainersProvider provider = new(TestContainers.OptionsFor(labs[engine]));
        await using Cluster cluster = await ProvisionAsync(provider, "");
        Resource node = (await provider.ObserveAsync(cluster.Owner)).Single();
        Task<CommandResult> running = cluster.Nodes[0].RunAsync(["sleep", "1000"]);
        await cluster.Nodes[0].RunAsync(["true"]);

        (await labs[engine].SendAsync(HttpMethod.Post, $"containers/{node.Id}/stop?t=0")).Status.ShouldBe(204);

        AgentException failure = await Should.ThrowAsync<AgentException>(() => running.WaitAsync(TimeSpan.FromSeconds(30)));
        (failure.Code, failure.IsOutcomeUnknown).ShouldBe((ProblemCode.ResourceNotFound, true));
        (await provider.ObserveAsync(cluster.Owner)).Single().State.ShouldBe(ResourceState.Failed);
    }

    [MachineFact("docker", "podman", "$SCALEWRIGHT_AGENT")]
    public async Task Two_engines_are_two_clouds_of_one_cluster()
    {
        await using ContainersProvider provider = new(TestContainers.OptionsFor(labs["docker"], labs["podman"]));
        await using Cluster cluster = await ProvisionAsync(provider, "cloud-1", "cloud-2");

        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.Cloud).ShouldBe(["cloud-1", "cloud-2"], ignoreOrder: true);
        foreach (Node node in cluster.Nodes)
        {
            (await node.RunAsync(["hostname"])).Output.ShouldBe($"{node.Name}\n");
        }
    }

    [MachineFact("docker", "podman")]
    public async Task All_reasons_why_a_topology_cannot_work_are_reported_before_anything_is_created()
    {
        await using ContainersProvider provider = new(
            TestContainers.OptionsFor(labs["docker"]) with
            {
                Image = "localhost/missing:1",
                Pull = ImagePull.Never,
                AgentProgram = "/nowhere/agent",
            }
        );

        ValueList<Problem> problems = await provider.CheckAsync(Describe(1 << 30, "", "moon"));

        problems
            .Select(problem => (problem.Code, problem.Field))
            .ShouldBe([
                (ProblemCode.ProviderContractViolation, ""),
                (ProblemCode.NodeTooLarge, "web-1"),
                (ProblemCode.ProviderContractViolation, ""),
                (ProblemCode.UnknownCloud, "web-2"),
            ]);
        problems[2].Message.ShouldBe("image 'localhost/missing:1' is neither on the engine nor can it be pulled: Pull is Never");
    }

    private static Task<Cluster> ProvisionAsync(ContainersProvider provider, params string[] clouds) =>
        Cluster
            .Create(Describe(256, clouds))
            .UseProvider(provider)
            .WithOptions(static options => options with { Lifetime = ClusterLifetime.Ephemeral })
            .ProvisionAsync();

    /// <summary>Describes one node in each cloud.</summary>
    private static Topology Describe(int memoryMiB, params string[] clouds) =>
        Topology
            .Create("shop")
            .AddGroup(
                new NodeGroup("web", "builtin@1.0.0")
                {
                    Nodes =
                    [
                        .. clouds.Select(
                            (cloud, index) =>
                                new NodeSpec($"web-{index + 1}", index + 1)
                                {
                                    Cloud = cloud,
                                    Hardware = new NodeHardware { MemoryMiB = memoryMiB },
                                }
                        ),
                    ],
                }
            )
            .Build();
}
