namespace Slurm.Tests;

/// <summary>
/// Output of <c>sbatch --parsable</c>. The forms are those of sbatch(1), and of site wrappers and plugins in
/// snakemake-executor-plugin-slurm#121 and #122, clusterfutures#24, dpdispatcher#104 and MISO#105.
/// </summary>
public sealed class SlurmSubmissionTests
{
    private const string MayBeQueued = "the job may be queued: find it with 'squeue --me --name=work' before you retry";

    [Theory]
    [InlineData("42\n", 42)]
    [InlineData("42", 42)]
    [InlineData("42;cluster-1\n", 42)]
    [InlineData("  42 \r\n", 42)]
    [InlineData("sbatch: Your job has been charged to project p1234\n42\n", 42)]
    [InlineData("42\nsbatch: 2 of 10 node hours are left\n", 42)]
    [InlineData("No partition specified, using 'main'.\n\n42;c1\n\n", 42)]
    [InlineData("----------------\nJob 7 of 10: 512 cores\n----------------\n-> Job name ... OK\n42\n", 42)]
    [InlineData("Submitted batch job 42\n", 42)]
    [InlineData("Submitted batch job 42 on cluster c1\n", 42)]
    [InlineData("sbatch: Submitted batch job 42\n42\n", 42)]
    [InlineData("42\nLua: job_submit: account 0815 selected at 12:30\n42;c1\n", 42)]
    [InlineData("Verifying account 4711\n4294967290\n", 4294967290)]
    public async Task The_job_ID_is_found_between_other_lines(string output, long id) =>
        (await SubmitAsync(new CommandResult(0, output, "sbatch: warnings of a plugin\n"))).ShouldBe(id);

    [Theory]
    [InlineData("", "'sbatch' printed '', which has no job ID in a line of its own")]
    [InlineData("0\n", "'sbatch' printed '0', which has no job ID in a line of its own")]
    [InlineData("-42\n", "'sbatch' printed '-42', which has no job ID in a line of its own")]
    [InlineData("42 jobs are queued\n", "'sbatch' printed '42 jobs are queued', which has no job ID in a line of its own")]
    [InlineData("99999999999999999999\n", "'sbatch' printed '99999999999999999999', which has no job ID in a line of its own")]
    [InlineData(
        "Job queued, see https://jobs.example/42\n",
        "'sbatch' printed 'Job queued, see https://jobs.example/42', which has no job ID in a line of its own"
    )]
    [InlineData("1200\n42\n", "'sbatch' printed '1200\\u000a42', which has several job IDs: 1200, 42")]
    [InlineData(
        "Submitted batch job 41\n42;c1\n",
        "'sbatch' printed 'Submitted batch job 41\\u000a42;c1', which has several job IDs: 41, 42"
    )]
    public async Task An_output_without_exactly_one_ID_is_reported_with_the_way_to_the_job(string output, string found) =>
        (await FailAsync(new CommandResult(0, output, ""))).Problems.ShouldHaveSingleItem().ToString().ShouldBe($"{found}; {MayBeQueued}");

    public static TheoryData<CommandResult> Lost { get; } =
    [
        new CommandResult(137, "", "") { HasTimedOut = true },
        new CommandResult(143, "", ""),
        new CommandResult(1, "42\n", "wrapper: cannot write the log"),
        new CommandResult(1, "", "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation"),
        new CommandResult(1, "", "sbatch: error: Batch job submission failed: Zero Bytes were transmitted or received"),
        new CommandResult(0, "42\n", "") { DroppedBytes = 1 },
    ];

    [Theory, MemberData(nameof(Lost))]
    public async Task Any_failure_that_may_follow_a_submission_says_how_to_find_the_job(CommandResult result) =>
        (await FailAsync(result)).Problems.ShouldHaveSingleItem().Advice.ShouldBe(MayBeQueued);

    // Texts of slurm_strerror: of Slurm's own numbers, and those of the C library for sockets.
    [Theory]
    [InlineData("Unable to contact slurm controller (connect failure)", false)]
    [InlineData("Slurm backup controller in standby mode", false)]
    [InlineData("Controller is in standby mode, try a different controller", false)]
    [InlineData("Connection refused", false)]
    [InlineData("No route to host", false)]
    [InlineData("Network is unreachable", false)]
    [InlineData("Unable to contact slurm controller (receive failure)", true)]
    [InlineData("Communication connection failure", true)]
    [InlineData("Communication shutdown failure", true)]
    [InlineData("Message send failure", true)]
    [InlineData("Message receive failure", true)]
    [InlineData("Socket timed out on send/recv operation", true)]
    [InlineData("Zero Bytes were transmitted or received", true)]
    [InlineData("Transport endpoint is not connected", true)]
    [InlineData("Connection reset by peer", true)]
    [InlineData("Connection timed out", true)]
    [InlineData("Broken pipe", true)]
    public async Task A_controller_that_is_not_reached_is_transient(string error, bool isOutcomeUnknown)
    {
        ProviderException failure = await Should.ThrowAsync<ProviderException>(() =>
            SubmitAsync(new CommandResult(1, "", $"sbatch: error: Batch job submission failed: {error}"))
        );

        (failure.IsTransient, failure.IsOutcomeUnknown).ShouldBe((true, isOutcomeUnknown));
    }

    [Theory]
    [InlineData(1, "sbatch: error: invalid partition specified: x")]
    [InlineData(1, "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)")]
    [InlineData(127, "there is no such program")]
    public async Task A_refused_submission_is_known_to_have_queued_nothing(int code, string error)
    {
        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => SubmitAsync(new CommandResult(code, "", error)));

        failure.IsOutcomeUnknown.ShouldBeFalse();
        failure.Message.ShouldNotContain("may be queued");
    }

    private static async Task<ProviderException> FailAsync(CommandResult result)
    {
        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => SubmitAsync(result));
        failure.IsOutcomeUnknown.ShouldBeTrue();
        failure.Problems[0].Code.ShouldBe(ProblemCode.CallOutcomeUnknown);
        return failure;
    }

    private static Task<long> SubmitAsync(CommandResult result) =>
        new SlurmClient(new SlurmClientOptions { RunCommand = (_, _) => Task.FromResult(result) }).SubmitAsync(
            new SlurmJobRequest("work", "#!/bin/sh\n")
        );
}
