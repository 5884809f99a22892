namespace Chameleon.Tests;

// Keystone API: a token is requested by POST.
public sealed class ChameleonContractTests()
    : TestbedProviderContract<ChameleonProvider>(static request =>
        request.RequestUri!.AbsolutePath.EndsWith("/auth/tokens", StringComparison.Ordinal)
    )
{
    private ChameleonServer? _server;

    protected override async Task<IAsyncDisposable> StartAsync() =>
        _server = await ChameleonServer.StartAsync(
            new ChameleonServerOptions
            {
                Clock = Clock,
                LeaseDelay = TimeSpan.FromSeconds(4),
                BootDuration = TimeSpan.FromSeconds(3),
                DeleteDuration = TimeSpan.FromSeconds(1),
                EndDelay = TimeSpan.FromSeconds(1),
                TokenLifetime = TimeSpan.FromMinutes(10),
            }
        );

    protected override ChameleonProvider CreateProvider(HttpMessageHandler handler) =>
        new(
            Testbed.OptionsFor(_server!) with
            {
                Handler = handler,
                Clock = Clock,
                CallTimeout = TimeSpan.FromHours(1),
                LeaseDuration = TimeSpan.FromDays(7),
                PollInterval = TimeSpan.FromSeconds(2),
                MaxPollInterval = TimeSpan.FromSeconds(10),
                Transport = Machines,
                NodeAddressSelector = address => new NodeAddress($"machine-{address.Replace('.', '-')}"),
            }
        );
}
