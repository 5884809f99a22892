namespace Minimega.Tests.Backend;

public sealed class MinimegaServicesTests
{
    [Fact]
    public async Task Dependency_injection_creates_one_provider_with_the_registered_clock_and_logger()
    {
        await using LoopbackMinimega place = LoopbackMinimega.Start();
        StoppedWatch clock = new(TimeProvider.System);
        CollectedLog<MinimegaProvider> log = new();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<ILogger<MinimegaProvider>>(log)
            .AddMinimegaProvider(place.Options with { Clock = TimeProvider.System })
            .BuildServiceProvider();
        MinimegaProvider provider = services.GetRequiredService<MinimegaProvider>();

        await provider.ObserveAsync(null);

        services.GetRequiredService<IProvider>().ShouldBeSameAs(provider);
        provider.Clock.ShouldBeSameAs(clock);

        // 4100: connected.
        log.Lines.ShouldContain(line => line.StartsWith("4100 Debug ", StringComparison.Ordinal));
    }
}
