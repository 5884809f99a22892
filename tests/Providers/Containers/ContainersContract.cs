using Scalewright.Providers.Containers;

namespace Containers.Tests;

public abstract class ContainersContract(ContainerLab lab) : ProviderContract<ContainersProvider>
{
    private int _changeCount;

    protected override ContainersProvider CreateProvider() => new(Options, logger: null, handler => new CallHandler(handler, isChange =>
        {
            Interlocked.Add(ref _changeCount, isChange ? 1 : 0);
            return null;
        }));

    protected override ContainersProvider CreateProvider(KillPoint kill) =>
        new(Options, logger: null, handler => new CallHandler(handler, _ => kill));

    // No test enters a container while it counts requests.
    protected override int? CountMutatingCalls() => _changeCount;

    protected override Random CreateRandom() => new(7);

    protected override int MaxNodes => 32;

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);

    private ContainersOptions Options => TestContainers.OptionsFor(lab);

    /// <summary>Passes each request to the kill point, if there is one.</summary>
    private sealed class CallHandler(HttpMessageHandler inner, Func<bool, KillPoint?> findKill) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            bool isChange = request.Method != HttpMethod.Get && request.Method != HttpMethod.Head;
            return findKill(isChange) is { } kill
                ? kill.CallAsync(isChange, () => base.SendAsync(request, cancellationToken)).WaitAsync(cancellationToken)
                : base.SendAsync(request, cancellationToken);
        }
    }
}

[MachineContract("docker", "$SCALEWRIGHT_AGENT")]
public sealed class DockerContractTests(DockerLab lab) : ContainersContract(lab), IClassFixture<DockerLab>;

[MachineContract("podman", "$SCALEWRIGHT_AGENT")]
public sealed class PodmanContractTests(PodmanLab lab) : ContainersContract(lab), IClassFixture<PodmanLab>;
