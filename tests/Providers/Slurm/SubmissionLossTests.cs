using Minimega.Tests;

namespace Slurm.Tests;

/// <summary>Submissions whose outcome is unknown, after which Slurm no longer responds.</summary>
public sealed class SubmissionLossTests
{
    // FailureQuery: a query that explains a failure delays its report by at most 5 seconds.
    [Fact]
    public async Task An_unknown_submission_is_reported_although_Slurm_cannot_be_queried()
    {
        VirtualClock clock = new();
        bool isSubmitted = false;
        TaskCompletionSource<CommandResult> never = new();
        SlurmClientOptions client = new() { Clock = clock, RunCommand = RunAsync };
        await using SlurmProvider provider = new(new SlurmOptions { Client = client });

        Task<StepOutcome> running = TestJobs.DoAsync(
            provider,
            new ContractRequests(new Random(3), "loss", TestJobs.Specify).CreateNode("n-1")
        );

        running.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(5));
        StepOutcome outcome = await running.WaitAsync(TimeSpan.FromSeconds(20));
        (outcome.Result, outcome.Problem!.Code).ShouldBe((StepResult.Unknown, ProblemCode.CallOutcomeUnknown));

        Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken)
        {
            bool wasSubmitted = isSubmitted;
            isSubmitted |= request.Command.Contains("sbatch");
            return wasSubmitted
                ? never.Task
                : Task.FromResult(new CommandResult(isSubmitted ? 137 : 0, "", "") { HasTimedOut = isSubmitted });
        }
    }
}
