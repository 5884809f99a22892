namespace Slurm.Tests;

[Collection(SharedSlurm.Name)]
public sealed class SlurmLogTests(SlurmLab lab)
{
    private readonly ContractRequests _orders = new(new Random(42), "told", TestJobs.Specify);
    private readonly CollectedLog<SlurmProvider> _log = new();

    [MachineFact("slurm")]
    public async Task Job_submissions_and_cancellations_are_logged_with_counts_and_throttling_as_a_warning()
    {
        int submitted = 0;
        FaultyCommands commands = new(lab, (request, run) =>
            request.Command.Contains("sbatch") && ++submitted == 3
                ? FaultyCommands.Say(1, "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying")
                : run()
        );
        SlurmOptions options = TestJobs.OptionsFor(lab);
        await using GuardedProvider provider = new SlurmProvider(
            options with
            {
                MaxConcurrency = 1,
                Client = options.Client with { RunCommand = commands.RunAsync, Clock = new StoppedWatch(TimeProvider.System) },
            },
            _log
        ).Guard();

        ValueList<StepOutcome> made = await TestJobs.DoAsync(provider, _orders.CreateNodes(3));
        await TestJobs.DoAsync(
            provider,
            [.. made.Where(outcome => outcome.Resource is not null).Select(outcome => _orders.DestroyNode(outcome.Resource!))]
        );

        _log.Lines.Where(line => line.StartsWith("5300", StringComparison.Ordinal) || line.StartsWith("5301", StringComparison.Ordinal))
            .ShouldBe([
                "5300 Information told: a wave of steps (3) took 00:00:00: 2 created, 0 updated, 0 deleted, 1 failed, 0 unknown, 0 not started",
                "5301 Warning told: steps with result Failed: 1, the first create node contract-3: SW5003 throttled",
                "5300 Information told: a wave of steps (2) took 00:00:00: 0 created, 0 updated, 2 deleted, 0 failed, 0 unknown, 0 not started",
            ]);
    }
}
