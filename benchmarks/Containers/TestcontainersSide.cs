using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using Microsoft.Extensions.Logging.Abstractions;
using Tests.Shared;

namespace Benchmarks.Containers;

/// <summary>Testcontainers, without its container that removes others.</summary>
/// <param name="engine">Address of the engine.</param>
internal sealed class TestcontainersSide(Uri engine) : IContainerSide
{
    // The agent of the other side waits, too, until the container is removed.
    private static readonly string[] Main = ["sleep", "86400"];
    private static readonly string[] Command = ["true"];

    private IContainer[] _containers = [];

    public string Name => "Testcontainers";

    /// <summary>Must be called before the first use of the library, which reads its settings once.</summary>
    public static void Configure()
    {
        // The engines of Debian 12; the library sends the version of newer ones.
        Environment.SetEnvironmentVariable("DOCKER_API_VERSION", "1.41");
        // The image of that container is in a registry.
        TestcontainersSettings.ResourceReaperEnabled = false;
    }

    public async Task StartAsync(int count)
    {
        _containers =
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    new ContainerBuilder(ContainerLab.Image)
                        .WithDockerEndpoint(engine)
                        .WithCommand(Main)
                        .WithLogger(NullLogger.Instance)
                        .Build()
                ),
        ];
        await Parallel.ForEachAsync(_containers, ContainerComparison.InSlots, async (container, token) =>
        {
            await container.StartAsync(token);
            await RunAsync(container, token);
        });
    }

    public Task RunAsync() => RunAsync(_containers[0], CancellationToken.None);

    public Task RemoveAsync() =>
        Parallel.ForEachAsync(_containers, ContainerComparison.InSlots, static (container, _) => container.DisposeAsync());

    private static async Task RunAsync(IContainer container, CancellationToken cancellationToken)
    {
        ExecResult result = await container.ExecAsync(Command, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{container.Name}: exit code {result.ExitCode}");
        }
    }
}
