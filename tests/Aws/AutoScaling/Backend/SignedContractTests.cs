namespace AutoScaling.Tests.Backend;

/// <summary>The provider contract over HTTP against our own endpoint, once for each signature version.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
public abstract class SignedContractTests(SignatureVersion signature) : ProviderContract<AutoScalingProvider>, IAsyncLifetime
{
    private readonly RecordingHandler _handler = Ec2Requests.CreateHandler();

    private SimulatedEndpoint? _place;

    public async Task InitializeAsync() => _place = await SimulatedEndpoint.OpenAsync();

    public async Task DisposeAsync()
    {
        await _place!.DisposeAsync();
        _handler.Dispose();
    }

    protected override AutoScalingProvider CreateProvider() => CreateProvider(_handler);

    protected override AutoScalingProvider CreateProvider(KillPoint kill) => CreateProvider(_handler.For(kill));

    private AutoScalingProvider CreateProvider(HttpMessageHandler handler) =>
        new(_place!.Options with { SignatureVersion = signature, PageSize = 7, Handler = handler });

    protected override int? CountMutatingCalls() => _handler.ChangeCount;

    protected override Random CreateRandom() => new(7);

    protected override int MaxNodes => 60;

    // The clock runs a hundred times as fast as the system clock.
    protected override TimeSpan CallTimeout => TimeSpan.FromHours(2);

    protected override TimeSpan ReadyTimeout => TimeSpan.FromHours(2);
}
