using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

public class Methods
{
    private int _calls;

    private static FaultGenerator Kill { get; } =
        new()
        {
            Kinds = [new FaultKind("kill", (_, _) => new KillController())],
            KindProbability = 1,
            MaxCountPerKind = 1,
        };

    [SimulationFact(SeedCount = 5)]
    public async Task Provider_and_token(SimulationProvider provider, CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromDays(1) / 24, provider.Clock, cancellationToken);

    [SimulationFact(SeedCount = 5)]
    public ValueTask Only_a_token(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? ValueTask.CompletedTask : throw new InvalidOperationException("nobody can end it");

    [SimulationFact(SeedCount = 5)]
    public static void A_static_method(IProvider provider) => Assert.Equal("simulation", provider.Name);

    [SimulationFact(SeedCount = 5, FaultsMember = nameof(Kill), CheckMethod = nameof(Was_called_twice))]
    public async Task A_test_with_a_killed_controller(SimulationProvider provider, CancellationToken cancellationToken)
    {
        _calls++;
        await Task.Delay(TimeSpan.FromHours(1), provider.Clock, cancellationToken);
    }

    [SimulationFact(
        SeedCount = 5,
        OptionsMember = nameof(Elsewhere.Later),
        FaultsMember = nameof(Elsewhere.Nothing),
        MemberType = typeof(Elsewhere)
    )]
    public void Options_and_faults_of_another_type(SimulationProvider provider) => Assert.Equal(2030, provider.Clock.GetUtcNow().Year);

    private void Was_called_twice(CancellationToken cancellationToken) => Assert.Equal(2, _calls);

    private static class Elsewhere
    {
        public static readonly FaultGenerator Nothing = FaultGenerator.None;

        public static SimulationOptions Later { get; } = new() { StartsAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero) };
    }
}
