namespace Minimega.Tests.Places;

public sealed class MinimegaServicesTests
{
    [Fact]
    public async Task Services_get_one_provider_with_their_clock_and_their_log()
    {
        await using LoopbackPlace place = LoopbackPlace.Start();
        StoppedWatch clock = new(TimeProvider.System);
        CollectedLog<MinimegaProvider> log = new();
        await using ServiceProvider services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddSingleton<ILogger<MinimegaProvider>>(log)
            .AddMinimegaProvider(place.Options with { Clock = TimeProvider.System }).BuildServiceProvider();
        MinimegaProvider provider = services.GetRequiredService<MinimegaProvider>();

        await provider.ObserveAsync(null);

        services.GetRequiredService<IProvider>().ShouldBeSameAs(provider);
        provider.Clock.ShouldBeSameAs(clock);

        // 4100: connected.
        log.Lines.ShouldContain(line => line.StartsWith("4100 Debug ", StringComparison.Ordinal));
    }
}
