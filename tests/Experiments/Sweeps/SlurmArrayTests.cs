using Experiments.Services.Tests;
using Scalewright.Providers.Slurm;

namespace Sweeps.Tests;

/// <summary>Job arrays as operators of a cluster want them: few queries, below the limits, and never lost in an outage.</summary>
public sealed class SlurmArrayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeSlurm _slurm = new() { RunsAtOnce = true };
    private readonly List<string[]> _calls = [];

    public SlurmArrayTests() =>
        _slurm.Intercept = (words, answer) =>
        {
            _calls.Add(words);
            return FakeSlurm.Usual(words, answer);
        };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Arrays_have_the_size_that_Slurm_accepts_and_one_query_asks_for_all_of_them()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(7));
        _slurm.MaxArraySize = 3;

        Assert.True((await new SweepRunner(Engine()) { ChunkSize = 1 }.RunAsync(sweep)).IsComplete);

        Assert.Equal([3, 3, 1], _slurm.Jobs.Select(job => job.Size));
        Assert.Equal(["--jobs=101,102,103"], Queries());
    }

    [Fact]
    public async Task The_next_array_is_submitted_when_it_fits_below_the_maximum_number_of_queued_tasks()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(7));

        Assert.True(
            (
                await new SweepRunner(new SlurmSweepEngine(_slurm.Options, SweepHost.Words) { MaxArraySize = 2, MaxQueuedTasks = 4 })
                {
                    ChunkSize = 1,
                }.RunAsync(sweep)
            ).IsComplete
        );

        Assert.Equal([2, 2, 2, 1], _slurm.Jobs.Select(job => job.Size));
        Assert.Equal(["--jobs=101,102", "--jobs=103,104"], Queries());
    }

    // slurm_errno.c: ESLURM_ACCOUNTING_POLICY.
    [Fact]
    public async Task An_array_that_exceeds_the_limit_of_an_account_is_submitted_when_another_one_has_ended()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(4));
        int refused = 0;
        _slurm.Intercept = (words, answer) =>
            words[0] == "sbatch" && _slurm.Jobs.Length == 1 && refused++ == 0
                ? Task.FromResult(
                    new CommandResult(
                        1,
                        "",
                        "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: "
                            + "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)"
                    )
                )
                : FakeSlurm.Usual(words, answer);

        Assert.True(
            (
                await new SweepRunner(new SlurmSweepEngine(_slurm.Options, SweepHost.Words) { MaxArraySize = 2 })
                {
                    ChunkSize = 1,
                }.RunAsync(sweep)
            ).IsComplete
        );

        Assert.Equal((2, 2), (refused, _slurm.Jobs.Length));
    }

    [Fact]
    public async Task Each_element_is_returned_when_its_task_has_ended()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(3));
        _slurm.RunsAtOnce = false;

        List<int> ended = [];
        await using IAsyncEnumerator<SweepElementEnd> elements = Engine()
            .RunAsync(sweep, sweep.BeginAttempt(1)!, CancellationToken.None)
            .GetAsyncEnumerator();
        for (int element = 0; element < 3; element++)
        {
            ValueTask<bool> next = elements.MoveNextAsync();
            _slurm.Jobs[0].Run(element + 1);
            Assert.True(await next);
            ended.Add(elements.Current.Element);
        }

        Assert.Equal([0, 1, 2], ended);
        Assert.Equal("PENDING", _slurm.Jobs[0].State);
    }

    [Fact]
    public async Task An_enumeration_that_is_ended_early_cancels_the_arrays()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(3));
        _slurm.RunsAtOnce = false;

        await using (
            IAsyncEnumerator<SweepElementEnd> elements = Engine()
                .RunAsync(sweep, sweep.BeginAttempt(1)!, CancellationToken.None)
                .GetAsyncEnumerator()
        )
        {
            ValueTask<bool> next = elements.MoveNextAsync();
            _slurm.Jobs[0].Run(1);
            Assert.True(await next);
        }

        Assert.Equal("CANCELLED", _slurm.Jobs[0].State);
        Assert.Equal(1, sweep.ReadReport().CompletedCount);
    }

    /// <summary>The outage is longer than the controller waits, which is not at all here.</summary>
    [Fact]
    public async Task A_scheduler_that_does_not_respond_cancels_nothing_and_the_next_call_adopts_the_array()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(3));
        _slurm.RunsAtOnce = false;
        bool isDown = false;
        _slurm.Intercept = (words, answer) =>
        {
            _calls.Add(words);
            CommandResult usual = isDown
                ? new CommandResult(1, "", "slurm_load_jobs error: Unable to contact slurm controller (connect failure)")
                : answer();
            isDown |= words[0] == "sbatch";
            return Task.FromResult(usual);
        };

        ProviderException outage = await Assert.ThrowsAsync<ProviderException>(() =>
            new SweepRunner(Engine()) { ChunkSize = 1 }.RunAsync(sweep)
        );
        FakeSlurm.Job job = Assert.Single(_slurm.Jobs);
        Assert.True(outage.IsTransient);
        Assert.DoesNotContain(_calls, words => words[0] == "scancel");
        Assert.Equal("PENDING", job.State);

        _slurm.Intercept = FakeSlurm.Usual;
        job.Run();
        Assert.True((await new SweepRunner(Engine()) { ChunkSize = 1 }.RunAsync(sweep)).IsComplete);
        Assert.Single(_slurm.Jobs);
    }

    /// <summary>The clock advances by each delay of the engine.</summary>
    [Theory]
    [InlineData(20, true)]
    [InlineData(10, false)]
    public async Task A_scheduler_that_is_down_for_15_minutes_cancels_nothing(int outageTimeoutMinutes, bool isWaitedFor)
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(3));
        LeapingClock clock = new(TimeSpan.FromHours(1));
        DateTimeOffset end = clock.GetUtcNow() + TimeSpan.FromMinutes(15);
        _slurm.RunsAtOnce = false;
        _slurm.Intercept = (words, answer) =>
        {
            _calls.Add(words);
            if (words[0] == "sbatch" || clock.GetUtcNow() >= end || _slurm.Jobs.Length == 0)
            {
                return FakeSlurm.Usual(words, answer);
            }

            if (_slurm.Jobs[0].State == "PENDING")
            {
                _slurm.Jobs[0].Run();
            }

            return Task.FromResult(new CommandResult(1, "", "slurm_load_jobs error: Unable to contact slurm controller (connect failure)"));
        };
        SlurmSweepEngine engine = new(
            _slurm.Options with
            {
                Clock = clock,
                PollInterval = TimeSpan.FromSeconds(2),
                OutageTimeout = TimeSpan.FromMinutes(outageTimeoutMinutes),
            },
            SweepHost.Words
        );

        Task<SweepReport> run = new SweepRunner(engine) { ChunkSize = 1 }.RunAsync(sweep);
        if (!isWaitedFor)
        {
            Assert.True((await Assert.ThrowsAsync<ProviderException>(() => run)).IsTransient);
            Assert.InRange(clock.GetUtcNow(), end - TimeSpan.FromMinutes(5), end);
            await Task.Delay(end - clock.GetUtcNow(), clock);
            run = new SweepRunner(engine) { ChunkSize = 1 }.RunAsync(sweep);
        }

        Assert.True((await run).IsComplete);
        Assert.True(clock.GetUtcNow() >= end);
        Assert.Single(_calls, words => words[0] == "sbatch");
        Assert.DoesNotContain(_calls, words => words[0] == "scancel");
    }

    private SlurmSweepEngine Engine() => new(_slurm.Options, SweepHost.Words);

    private IEnumerable<string> Queries() =>
        _calls
            .Where(words => words[0] == "squeue")
            .SelectMany(words => words.Where(word => word.StartsWith("--jobs=", StringComparison.Ordinal)));
}
