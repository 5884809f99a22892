namespace IotLab.Tests;

public sealed class IotLabContractTests() : TestbedProviderContract<IotLabProvider>(static _ => false)
{
    private IotLabServer? _server;

    protected override async Task<IAsyncDisposable> StartAsync() =>
        _server = await IotLabServer.StartAsync(
            new IotLabServerOptions
            {
                Clock = Clock,
                LaunchDelay = TimeSpan.FromSeconds(2),
                DeployDuration = TimeSpan.FromSeconds(3),
                FinishDelay = TimeSpan.FromSeconds(1),
            }
        );

    protected override IotLabProvider CreateProvider(HttpMessageHandler handler) =>
        new(
            Bench.OptionsFor(_server!) with
            {
                Handler = handler,
                Clock = Clock,
                CallTimeout = TimeSpan.FromHours(1),
                Duration = TimeSpan.FromDays(7),
                Transport = Machines,
                NodeAddressSelector = board => new NodeAddress(board.Replace('.', '-')),
            }
        );

    protected override NodeSpec Specify(string name) => new(name, 1) { Cloud = "grenoble/a8:at86rf231" };
}
