using System.Diagnostics.CodeAnalysis;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;

namespace Testing.Host.Cases;

#pragma warning disable SWA0048 // The tests show that a run reports the same.
public class Wrong
{
    private static string NoDraw { get; } = "";

    [SimulationFact]
    public void No_parameter() => Assert.Fail("it is run");

    [SimulationFact]
    public void A_parameter_of_an_unsupported_type(SimulationProvider provider, int count) =>
        Assert.Fail($"it is run in {provider.Name} with {count}");

    [SimulationFact]
    public void Two_parameters_of_the_same_kind(CancellationToken first, CancellationToken second) => Assert.Equal(first, second);

    [SimulationFact]
    [SuppressMessage("Usage", "xUnit1048", Justification = "That is what is wrong.")]
    [SuppressMessage("Usage", "MA0155", Justification = "That is what is wrong.")]
    public async void Async_void(SimulationProvider provider) => await Task.Delay(TimeSpan.FromSeconds(1), provider.Clock);

    [SimulationFact]
    [SuppressMessage("Usage", "xUnit1028", Justification = "That is what is wrong.")]
    public int A_number(SimulationProvider provider) => provider.MaxBatchSize;

    [SimulationFact(SeedCount = 0, VirtualTimeoutMinutes = -1)]
    public void Two_numbers_out_of_range(SimulationProvider provider) => Assert.Fail($"it is run in {provider.Name}");

    [SimulationFact(SeedCount = 2, FirstSeed = long.MaxValue)]
    public void A_seed_range_that_overflows(SimulationProvider provider) => Assert.Fail($"it is run in {provider.Name}");

    [SimulationFact(FaultNodes = ["web-1", ""])]
    public void An_empty_node_name(CancellationToken cancellationToken) { }

    [SimulationFact(FaultsMember = nameof(NoDraw), FaultNodes = ["web-1"], OptionsMember = "Nowhere", CheckMethod = "Nothing")]
    public void Four_invalid_members(SimulationProvider provider) => Assert.Fail($"it is run in {provider.Name}");

    [SimulationFact(CheckMethod = nameof(Bad_check))]
    public void An_invalid_check_method(SimulationProvider provider) => Assert.Fail($"it is run in {provider.Name}");

    private static bool Bad_check(string text) => text.Length > 0;
}
