using Scalewright.Providers.Slurm;

namespace Sweeps.Tests;

/// <summary>
/// A controller that is killed leaves its array. What squeue and scontrol show of it follows squeue(1) and scontrol(1).
/// </summary>
public sealed class SlurmAdoptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeSlurm _slurm = new();

    private string Starts => _folder.At("starts");

    // The program, which records each start of an element.
    private ValueList<string> Words => ["sh", "-c", """echo start >>"$0"; exec "$@" """, Starts, .. SweepHost.Words];

    private int StartCount => File.Exists(Starts) ? File.ReadAllLines(Starts).Length : 0;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_array_of_a_killed_controller_is_adopted_also_if_its_ID_was_lost_or_squeue_does_not_show_it(
        bool isIdLost,
        bool isHidden
    )
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));
        FakeSlurm.Job job = StartKilled(sweep, isIdLost);
        job.IsHidden = isHidden;

        Task<SweepReport> next = new SweepRunner(new SlurmSweepEngine(_slurm.Options, Words)) { ChunkSize = 2 }.RunAsync(sweep);
        await _slurm.Polled;
        Assert.False(next.IsCompleted);
        job.Run();

        Assert.True((await next).IsComplete);
        Assert.Single(_slurm.Jobs);
        Assert.Equal(3, StartCount);
        Assert.Empty(Records(sweep.FullPath));
    }

    [Fact]
    public async Task An_array_that_Slurm_receives_after_the_next_controller_began_computes_nothing()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));
        Func<CommandResult>? late = null;
        _slurm.Intercept = (words, answer) =>
        {
            late = words[0] == "sbatch" ? answer : late;
            return words[0] == "sbatch" ? FakeSlurm.Hang() : FakeSlurm.Usual(words, answer);
        };
        _ = new SweepRunner(new SlurmSweepEngine(_slurm.Options, Words)) { ChunkSize = 2 }.RunAsync(sweep);
        Assert.Single(Records(sweep.FullPath));

        _slurm.Intercept = FakeSlurm.Usual;
        _slurm.RunsAtOnce = true;
        SweepReport report = await new SweepRunner(new SlurmSweepEngine(_slurm.Options, Words)) { ChunkSize = 2 }.RunAsync(sweep);
        late!();

        Assert.True(report.IsComplete);
        Assert.Equal(["COMPLETED", "COMPLETED"], _slurm.Jobs.Select(job => job.State));
        Assert.Equal(3, StartCount);
    }

    [Fact]
    public async Task A_job_that_has_the_ID_of_an_array_and_another_name_is_not_waited_for()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(2));
        SweepAttempt attempt = sweep.BeginAttempt(2)!;
        File.WriteAllText(Path.Combine(sweep.GetAttemptFolder(attempt), "scalewright-x-1-y.job"), "7\n");
        FakeSlurm.Job other = _slurm.Add("other", "RUNNING", 7);
        _slurm.RunsAtOnce = true;

        Assert.True((await new SweepRunner(new SlurmSweepEngine(_slurm.Options, Words)).RunAsync(sweep)).IsComplete);

        Assert.Equal("RUNNING", other.State);
    }

    // sbatch(1), --no-requeue: the job is never requeued, for example after the failure of its machine. The last of several arguments applies.
    [Fact]
    public async Task Arrays_are_not_requeued_so_that_an_element_has_one_writer()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(2));
        List<string> submitted = [];
        _slurm.RunsAtOnce = true;
        _slurm.Intercept = (words, answer) =>
        {
            submitted.AddRange(words[0] == "sbatch" ? words : []);
            return FakeSlurm.Usual(words, answer);
        };

        Assert.True(
            (
                await new SweepRunner(new SlurmSweepEngine(_slurm.Options, Words) { Arguments = ["--requeue", "--mem=2G"] }).RunAsync(sweep)
            ).IsComplete
        );

        Assert.Equal("--no-requeue", submitted.Last(word => word.EndsWith("requeue", StringComparison.Ordinal)));
        Assert.Contains("--mem=2G", submitted);
    }

    // A link to itself cannot be read (ELOOP of open(2)).
    [Fact]
    public async Task A_refused_array_is_reported_also_if_the_records_of_arrays_cannot_be_read()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(2));
        _slurm.Intercept = (words, answer) =>
        {
            if (words[0] != "sbatch")
            {
                return FakeSlurm.Usual(words, answer);
            }

            string record = Path.Combine(Path.GetDirectoryName(Records(sweep.FullPath)[0])!, "damaged.job");
            File.CreateSymbolicLink(record, record);
            return Task.FromResult(new CommandResult(1, "", "sbatch: error: Batch job submission failed: Invalid qos specification"));
        };

        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() =>
            new SweepRunner(new SlurmSweepEngine(_slurm.Options, Words)).RunAsync(sweep)
        );

        Assert.Contains("Invalid qos specification", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canceled_adoption_cancels_the_array_and_ends_when_it_is_gone()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));
        FakeSlurm.Job job = StartKilled(sweep, isIdLost: false);
        using CancellationTokenSource stop = new();

        Task next = new SweepRunner(new SlurmSweepEngine(_slurm.Options, Words)).RunAsync(sweep, cancellationToken: stop.Token);
        await _slurm.Polled;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.Equal("CANCELLED", job.State);
        Assert.Empty(Records(sweep.FullPath));
    }

    [Fact]
    public async Task The_folder_of_an_array_is_kept_while_Slurm_does_not_respond_or_another_executor_is_used()
    {
        ExperimentFolder experiment = ExperimentSweepTests.Create("words", _folder);
        _slurm.Intercept = (words, answer) =>
        {
            Task<CommandResult> usual = FakeSlurm.Usual(words, answer);
            return words[0] == "sbatch" ? FakeSlurm.Hang() : usual;
        };
        ExperimentSweepTests.StartKilled(experiment, new SlurmSweepEngine(_slurm.Options, Words));
        string[] files = Files(experiment);
        Assert.Single(Records(experiment.FullPath));

        _slurm.Intercept = (_, _) =>
            Task.FromResult(new CommandResult(1, "", "slurm_load_jobs error: Unable to contact slurm controller (connect failure)"));
        await Assert.ThrowsAsync<ProviderException>(() =>
            new ExperimentSweep(experiment) { Engine = new SlurmSweepEngine(_slurm.Options, Words) }.RunAsync()
        );
        SweepException refused = await Assert.ThrowsAsync<SweepException>(() =>
            new ExperimentSweep(experiment) { Engine = new ProcessSweepEngine(["false"]) }.RunAsync()
        );
        await Assert.ThrowsAsync<SweepException>(() => new ExperimentSweep(experiment).RunAsync());
        Assert.Throws<SweepException>(() => experiment.DeleteIncompleteRuns());

        Assert.Contains("of an earlier program may still run elements", refused.Message, StringComparison.Ordinal);
        Assert.Equal(files, Files(experiment).Where(file => Path.GetFileName(file) != "sweep.claim"));
        Assert.Equal("PENDING", _slurm.Jobs.Single().State);
    }

    [Fact]
    public async Task A_run_that_another_program_writes_is_refused_and_its_history_stays_as_it_is()
    {
        ExperimentFolder experiment = ExperimentSweepTests.Create("words", _folder);
        Experiment point = experiment.ReadDefinition().Experiments[0];
        string history = experiment.GetRunPath(point.PointName, 1);
        string claim = Path.ChangeExtension(history, ".claim");
        Directory.CreateDirectory(Path.GetDirectoryName(history)!);
        File.WriteAllText(history, "of another program");
        using (new FileStream(claim, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            ExperimentException refused = await Assert.ThrowsAsync<ExperimentException>(() => new ExperimentSweep(experiment).RunAsync());

            Assert.Contains("run 1 of load.words.rate=500 is being written by another program", refused.Message, StringComparison.Ordinal);
            Assert.Equal("of another program", File.ReadAllText(history));
        }

        Assert.Equal(new ExperimentSweepResult(6, 0, ""), await new ExperimentSweep(experiment).RunAsync());
        Assert.Empty(Directory.EnumerateFiles(experiment.FullPath, "*.claim", SearchOption.AllDirectories));
    }

    // Starts a controller that gets no answer after its submission, as if it were killed then.
    private FakeSlurm.Job StartKilled(SweepFolder sweep, bool isIdLost)
    {
        bool isSubmitted = false;
        _slurm.Intercept = (words, answer) =>
        {
            if (isSubmitted)
            {
                return FakeSlurm.Hang();
            }

            isSubmitted = words[0] == "sbatch";
            Task<CommandResult> usual = FakeSlurm.Usual(words, answer);
            return isSubmitted && isIdLost ? FakeSlurm.Hang() : usual;
        };
        _ = new SweepRunner(new SlurmSweepEngine(_slurm.Options, Words)) { ChunkSize = 2 }.RunAsync(sweep);
        _slurm.Intercept = FakeSlurm.Usual;
        Assert.Equal(isIdLost ? "" : "101\n", File.ReadAllText(Records(sweep.FullPath).Single()));
        return _slurm.Jobs.Single();
    }

    private static string[] Records(string folder) => Directory.GetFiles(folder, "*.job", SearchOption.AllDirectories);

    private static string[] Files(ExperimentFolder folder) => Directory.GetFiles(folder.FullPath, "*", SearchOption.AllDirectories);
}
