using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

public class Methods
{
    private int _calls;

    private static FaultDraw Kill { get; } = new() { Kinds = [new FaultKind("kill", (_, _) => new KillController())], KindChance = 1, CountMax = 1 };

    [SimulationFact(Seeds = 5)]
    public async Task Provider_and_token(SimulationProvider provider, CancellationToken cancellationToken) => await Task.Delay(TimeSpan.FromDays(1) / 24, provider.Clock, cancellationToken);

    [SimulationFact(Seeds = 5)]
    public ValueTask Token_alone(CancellationToken cancellationToken) => cancellationToken.CanBeCanceled ? ValueTask.CompletedTask : throw new InvalidOperationException("nobody can end it");

    [SimulationFact(Seeds = 5)]
    public static void A_static_one(IProvider provider) => Assert.Equal("simulation", provider.Name);

    [SimulationFact(Seeds = 5, Faults = nameof(Kill), Check = nameof(Was_called_twice))]
    public async Task A_killed_one(SimulationProvider provider, CancellationToken cancellationToken)
    {
        _calls++;
        await Task.Delay(TimeSpan.FromHours(1), provider.Clock, cancellationToken);
    }

    [SimulationFact(Seeds = 5, Place = nameof(Elsewhere.Later), Faults = nameof(Elsewhere.Nothing), MemberType = typeof(Elsewhere))]
    public void A_place_of_its_own(SimulationProvider provider) => Assert.Equal(2030, provider.Clock.GetUtcNow().Year);

    private void Was_called_twice(CancellationToken cancellationToken) => Assert.Equal(2, _calls);

    private static class Elsewhere
    {
        public static readonly FaultDraw Nothing = FaultDraw.None;

        public static SimulationOptions Later { get; } = new() { StartsAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero) };
    }
}
