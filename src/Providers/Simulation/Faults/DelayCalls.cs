using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Calls to clouds arrive late: they take effect late, perhaps when the caller has given up.</summary>
/// <param name="By">How late.</param>
public sealed record DelayCalls(DurationModel By) : Fault
{
    /// <summary>Which calls; default all.</summary>
    public CallKinds Kinds { get; init; } = CallKinds.All;

    /// <summary>Calls to this cloud; null, the default: to any.</summary>
    public string? Cloud { get; init; }

    /// <summary>Tells its chance from that of others: with another text all seeds would take other courses.</summary>
    internal string Stream => string.Create(CultureInfo.InvariantCulture, $"DelayCalls {{ For = {For}, By = {By}, Kinds = {Kinds}, Cloud = {Cloud} }}");

    private protected override string Words => $"{FaultWords.CallsOf(Kinds, Cloud)} arrive {By.Words} late{Time}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Given(nameof(By), By);
        check.Kinds(nameof(Kinds), Kinds);
        check.Cloud(nameof(Cloud), Cloud);
    }

    internal override Action? Begin(World world) => world.Weather.Begin(this);
}
