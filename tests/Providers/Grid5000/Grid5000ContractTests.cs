using Scalewright.Providers.Grid5000;

namespace Grid5000.Tests;

public sealed class Grid5000ContractTests() : TestbedProviderContract<Grid5000Provider>(static _ => false)
{
    private Grid5000Server? _server;

    protected override async Task<IAsyncDisposable> StartAsync() =>
        _server = await Grid5000Server.StartAsync(
            new Grid5000ServerOptions
            {
                Clock = Clock,
                LaunchDelay = TimeSpan.FromSeconds(2),
                DeployDuration = TimeSpan.FromSeconds(3),
                EndDelay = TimeSpan.FromSeconds(1),
            }
        );

    protected override Grid5000Provider CreateProvider(HttpMessageHandler handler) =>
        new(
            Site.OptionsFor(_server!) with
            {
                Handler = handler,
                Clock = Clock,
                CallTimeout = TimeSpan.FromHours(1),
                Walltime = TimeSpan.FromDays(7),
                Transport = Machines,
                NodeAddressSelector = machine => new NodeAddress(machine.Replace('.', '-')),
            }
        );
}
