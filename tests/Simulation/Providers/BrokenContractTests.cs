using System.Reflection;
using ProviderContracts;

namespace Simulation.Tests.Providers;

public class BrokenContractTests
{
    // Without the test of kills, which a runner skips at this class.
    private static readonly string[] Facts =
    [
        .. typeof(BrokenContract)
            .GetMethods()
            .Where(method => method.GetCustomAttribute<ContractFactAttribute>() is { NeedsKills: false })
            .Select(method => method.Name),
    ];

    [Theory]
    [InlineData(
        ContractBreak.IgnoresCancellation,
        nameof(BrokenContract.A_call_canceled_before_its_outcomes_are_enumerated_starts_no_step),
        "nothing is started after a cancellation, so there is nothing to report"
    )]
    [InlineData(
        ContractBreak.IgnoresCancellation,
        nameof(BrokenContract.After_a_cancellation_no_step_starts_and_all_started_steps_have_outcomes),
        "more was made after the cancellation than can have been under way: MaxBatchSize"
    )]
    [InlineData(
        ContractBreak.LooksAtCancellationOnce,
        nameof(BrokenContract.After_a_cancellation_no_step_starts_and_all_started_steps_have_outcomes),
        "more was made after the cancellation than can have been under way: MaxBatchSize"
    )]
    [InlineData(ContractBreak.BeginsEarly, nameof(BrokenContract.No_step_starts_before_the_outcomes_are_enumerated), "contract-1")]
    [InlineData(
        ContractBreak.BeginsEarly,
        nameof(BrokenContract.A_call_canceled_before_its_outcomes_are_enumerated_starts_no_step),
        "nothing is started after a cancellation, so there is nothing to report"
    )]
    [InlineData(
        ContractBreak.KeepsOldMark,
        nameof(BrokenContract.A_change_keeps_the_node_and_updates_its_tag),
        "waited 1 s for contract-1 with the digest of the change, "
    )]
    [InlineData(
        ContractBreak.MakesNothing,
        nameof(BrokenContract.A_node_becomes_ready),
        "waited 1 s for contract-1, which was made, in the list, seen last: an empty list; fix the provider, or raise CallTimeout of the test class if its backend is slower"
    )]
    [InlineData(
        ContractBreak.RemovesNothing,
        nameof(BrokenContract.F_PROV_10_deleting_a_node_twice_succeeds),
        "waited 1 s for a list without contract-1, which was removed, seen last: Resource { Id = "
    )]
    [InlineData(ContractBreak.ObservesForever, nameof(BrokenContract.A_node_becomes_ready), "waited 1 s for ObserveAsync of ")]
    [InlineData(
        ContractBreak.ObservesForever,
        nameof(BrokenContract.An_engine_keeps_the_requested_number_of_nodes),
        "waited 601 s for a cluster of 0 nodes, seen last: no answer; fix the provider, or raise ReadyTimeout and CallTimeout"
    )]
    [InlineData(
        ContractBreak.AppliesForever,
        nameof(BrokenContract.The_same_token_creates_one_node),
        "waited 1 s for the next outcome of ApplyAsync, or its end, after create node contract-1, seen last: 0 outcomes of 1"
    )]
    [InlineData(
        ContractBreak.ConnectsForever,
        nameof(BrokenContract.A_file_is_downloaded_as_it_was_uploaded),
        "waited 1 s for ConnectAsync to contract-1, seen last: no answer"
    )]
    [InlineData(
        ContractBreak.StartsForever,
        nameof(BrokenContract.A_node_becomes_ready),
        "waited 1 s for contract-1 to be ready, seen last: Resource { Id = "
    )]
    public async Task A_contract_violation_is_reported_by_the_matching_contract_test(ContractBreak wrong, string fact, string sentence)
    {
        Exception? failure = await RunAsync(wrong, fact);

        failure.ShouldBeOfType<ShouldAssertException>().Message.ShouldContain(sentence);
    }

    public static TheoryData<ContractBreak> Breaks { get; } = [.. Enum.GetValues<ContractBreak>()];

    [Theory, Trait(Category.Name, Category.Campaign), MemberData(nameof(Breaks))]
    public async Task Every_contract_violation_fails_a_contract_test_and_all_contract_tests_complete(ContractBreak wrong)
    {
        List<string> failed = [];
        foreach (string fact in Facts)
        {
            if (await RunAsync(wrong, fact) is not null)
            {
                failed.Add(fact);
            }
        }

        failed.ShouldNotBeEmpty();
    }

    private static async Task<Exception?> RunAsync(ContractBreak wrong, string fact)
    {
        try
        {
            await (Task)typeof(BrokenContract).GetMethod(fact)!.Invoke(new BrokenContract(wrong), [])!;
            return null;
        }
        catch (Exception failure) when (failure is ShouldAssertException or Scalewright.ScalewrightException)
        {
            return failure;
        }
    }
}

/// <summary>Contract tests that must fail. The class is internal, so the test runner does not discover it.</summary>
internal sealed class BrokenContract(ContractBreak wrong) : ProviderContract<BrokenProvider>
{
    protected override BrokenProvider CreateProvider() =>
        new(
            new SimulationProvider
            {
                Seed = 42,
                Options = new SimulationOptions { MaxBatchSize = 8 },
            },
            wrong
        );

    protected override Random CreateRandom() => new StableRandom(42);

    protected override int MaxNodes => 20;

    protected override TimeSpan CallTimeout => TimeSpan.FromSeconds(1);

    // Nodes of this provider boot within minutes of virtual time.
    protected override TimeSpan ReadyTimeout => wrong == ContractBreak.StartsForever ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(10);
}
