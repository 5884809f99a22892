using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Delays calls to clouds. They take effect late, possibly after the caller timed out.</summary>
/// <param name="Delay">The delay.</param>
public sealed record DelayCalls(DurationModel Delay) : Fault
{
    /// <summary>Kinds of the affected calls. Default all.</summary>
    public CallKinds Kinds { get; init; } = CallKinds.All;

    /// <summary>Cloud of the affected calls. Default null: any cloud.</summary>
    public string? Cloud { get; init; }

    /// <summary>Name of the random stream. A different text changes the traces of all seeds.</summary>
    internal string Stream =>
        string.Create(CultureInfo.InvariantCulture, $"DelayCalls {{ For = {Duration}, By = {Delay}, Kinds = {Kinds}, Cloud = {Cloud} }}");

    private protected override string Description =>
        $"{FaultDescriptions.DescribeCalls(Kinds, Cloud)} arrive {Delay.Description} late{DurationSuffix}";

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(Delay), Delay);
        check.Kinds(nameof(Kinds), Kinds);
        check.Cloud(nameof(Cloud), Cloud);
    }

    internal override Action? Inject(World world) => world.CallFaults.Start(this);
}
