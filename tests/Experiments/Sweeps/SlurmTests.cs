using Scalewright.Agents.Processes;
using Scalewright.Providers.Slurm;

namespace Sweeps.Tests;

[Collection(SlurmTurns.Name)]
public sealed class SlurmTests(SlurmLab lab)
{
    [MachineFact("slurm")]
    public async Task A_sweep_with_a_killed_element_gives_the_same_bytes_as_one_process()
    {
        SweepFolder sweep = SweepFolder.Create(lab.At("killed"), Points.Make(20));
        List<int> done = [];
        SlurmSweepEngine engine = new(lab.Options, SweepHost.WordsThatDie("bab", lab.At("killed-mark")));
        SweepReport report = await new SweepRunner(engine) { ChunkSize = 4 }.RunAsync(sweep, new Listener(done.Add));
        Assert.True(report.IsComplete);
        Assert.Equal([17, 20], done);
        SweepFolder alone = SweepFolder.Create(lab.At("alone"), Points.Make(20));
        await new SweepRunner(new ProcessSweepEngine(SweepHost.Words)) { ChunkSize = 20 }.RunAsync(alone);
        Assert.Equal(await SweepTests.CollectAsync(alone), await SweepTests.CollectAsync(sweep));
        Assert.Equal(Points.Results(20), await SweepTests.CollectAsync(sweep));
    }

    [MachineFact("slurm")]
    public async Task A_failed_element_is_reported_with_its_final_output()
    {
        SweepFolder sweep = SweepFolder.Create(lab.At("failing"), Points.Make(3));
        SlurmSweepEngine engine = new(lab.Options, ["sh", "-c", "echo starts >&2; echo no licence >&2; exit 3", "sh"]);

        SweepReport report = await new SweepRunner(engine) { ChunkSize = 2, MaxAttempts = 1 }.RunAsync(sweep);

        Assert.Equal(Enumerable.Repeat("its element exited with code 3: no licence", 3), report.Failures.Select(failure => failure.Value));
    }

    [MachineFact("slurm")]
    public async Task Elements_beyond_the_maximum_array_size_are_split_into_several_arrays()
    {
        SweepFolder sweep = SweepFolder.Create(lab.At("several"), Points.Make(7));
        List<string> submitted = [];
        SlurmClientOptions options = lab.Options with
        {
            RunCommand = (request, token) => LocalCommands.RunAsync(Note(request, submitted), token),
        };
        await new SweepRunner(new SlurmSweepEngine(options, SweepHost.Words) { MaxArraySize = 3, MaxRunningTasks = 2 })
        {
            ChunkSize = 1,
        }.RunAsync(sweep);
        Assert.Equal(["--array=0-2%2", "--array=0-2%2", "--array=0-0%2"], submitted);
        Assert.Equal(Points.Results(7), await SweepTests.CollectAsync(sweep));
    }

    [MachineFact("slurm")]
    public async Task A_submission_with_a_lost_response_is_found_and_not_repeated()
    {
        SweepFolder sweep = SweepFolder.Create(lab.At("lost"), Points.Make(2));
        List<string> submitted = [];
        SlurmClientOptions options = lab.Options with
        {
            RunCommand = async (request, token) =>
            {
                CommandResult result = await LocalCommands.RunAsync(Note(request, submitted), token);
                return request.Command.Contains("sbatch") ? new CommandResult(137, "", "") { HasTimedOut = true } : result;
            },
        };
        await new SweepRunner(new SlurmSweepEngine(options, SweepHost.Words)).RunAsync(sweep);
        Assert.Single(submitted);
        Assert.Equal(Points.Results(2), await SweepTests.CollectAsync(sweep));
    }

    [MachineFact("slurm")]
    public async Task A_canceled_sweep_leaves_no_Slurm_job()
    {
        SweepFolder sweep = SweepFolder.Create(lab.At("stopped"), Points.Make(4));
        using CancellationTokenSource stop = new();
        Task running = new SweepRunner(new SlurmSweepEngine(lab.Options, SweepHost.WordsThatHang("bb"))) { ChunkSize = 4 }.RunAsync(
            sweep,
            cancellationToken: stop.Token
        );
        while (sweep.ReadReport().CompletedCount < 3)
        {
            await Task.Delay(50);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        CommandResult left = await LocalCommands.RunAsync(
            new CommandRequest(["squeue", "--noheader", "--format=%j %T"]) { Environment = lab.Options.Environment }
        );
        Assert.Equal("", left.Output);
    }

    [MachineFact("slurm")]
    public async Task F_PROC_02_jobs_of_a_killed_controller_are_awaited_and_no_point_is_computed_twice()
    {
        SweepFolder sweep = SweepFolder.Create(lab.At("orphaned"), Points.Make(6));
        string notes = Directory.CreateDirectory(lab.At("orphaned-notes")).FullName;
        ValueList<string> words = SweepHost.WordsThatNote(notes);
        ProcessStartInfo start = new(TestProgram.Path, ["sweep", "control", sweep.FullPath, "3", .. words]) { UseShellExecute = false };
        start.Environment["SLURM_CONF"] = lab.Options.Environment["SLURM_CONF"];
        using (Process controller = Process.Start(start)!)
        {
            while (Directory.GetFiles(notes).Length < 2)
            {
                Assert.False(controller.HasExited);
                await Task.Delay(50);
            }

            controller.Kill();
            await controller.WaitForExitAsync();
        }

        List<string> submitted = [];
        TaskCompletionSource looked = new();
        SlurmClientOptions options = lab.Options with
        {
            RunCommand = (request, token) => LocalCommands.RunAsync(NoteLook(request, submitted, looked), token),
        };
        Task<SweepReport> running = new SweepRunner(new SlurmSweepEngine(options, words)) { ChunkSize = 3 }.RunAsync(sweep);
        await looked.Task;
        await File.WriteAllTextAsync(Path.Combine(notes, "go"), "");

        Assert.True((await running).IsComplete);
        Assert.Empty(submitted);
        Assert.Equal(6, Directory.GetFiles(notes).Count(note => Path.GetFileName(note) != "go"));
        Assert.Equal(Points.Results(6), await SweepTests.CollectAsync(sweep));
    }

    [MachineFact("slurm")]
    public async Task Elements_inherit_only_required_and_listed_environment_variables()
    {
        SweepFolder sweep = SweepFolder.Create(lab.At("environment"), Points.Make(1));
        SlurmClientOptions options = lab.Options with
        {
            RunCommand = (request, token) =>
                LocalCommands.RunAsync(
                    request with
                    {
                        Command = ["env", "TESTS_SECRET=s3cr3t", "TESTS_NAMED=yes", .. request.Command],
                    },
                    token
                ),
        };
        SlurmSweepEngine engine = new(options, ["sh", "-c", """env >"$0"; exec "$@" """, lab.At("seen-variables"), .. SweepHost.Words])
        {
            EnvironmentVariables = ["TESTS_NAMED"],
        };

        Assert.True((await new SweepRunner(engine).RunAsync(sweep)).IsComplete);

        string[] seen = await File.ReadAllLinesAsync(lab.At("seen-variables"));
        Assert.DoesNotContain("TESTS_SECRET=s3cr3t", seen);
        Assert.Contains("TESTS_NAMED=yes", seen);
        Assert.Contains($"SLURM_CONF={lab.Options.Environment["SLURM_CONF"]}", seen);
    }

    [MachineFact("slurm")]
    public async Task A_temporarily_unavailable_scheduler_is_queried_again()
    {
        SlurmClient client = new(lab.Options);
        long job = await client.SubmitAsync(new SlurmJobRequest("short", "#!/bin/sh\nsleep 1\n"));
        int asked = 0;
        SlurmClient cut = new(
            lab.Options with
            {
                RunCommand = (request, token) =>
                    ++asked <= 3
                        ? Task.FromResult(
                            new CommandResult(1, "", "slurm_load_jobs error: Unable to contact slurm controller (connect failure)")
                        )
                        : LocalCommands.RunAsync(request, token),
            }
        );
        await cut.WaitAsync(job);
        Assert.True(asked > 3);
        Assert.Equal("COMPLETED", (await client.GetTasksAsync(job))[0].State);
    }

    [MachineFact("slurm")]
    public async Task A_submission_that_Slurm_rejects_is_reported_with_its_error_message()
    {
        SlurmClient client = new(lab.Options with { Partition = "nowhere" });
        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() =>
            client.SubmitAsync(new SlurmJobRequest("x", "#!/bin/sh\n"))
        );
        Assert.Contains("invalid partition", refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.False(refused.IsTransient);
    }

    [MachineFact("slurm")]
    public async Task An_unknown_job_counts_as_completed()
    {
        SlurmClient client = new(lab.Options);
        Assert.Empty(await client.GetTasksAsync(999_999));
        await client.CancelAsync(999_999);
        await client.WaitAsync(999_999);
    }

    [Fact]
    public async Task Missing_Slurm_commands_are_reported_by_name()
    {
        SlurmClient client = new(new SlurmClientOptions { RunCommand = (_, _) => throw new IOException("there is no such program") });
        ProviderException missing = await Assert.ThrowsAsync<ProviderException>(() => client.FindTasksAsync("x"));
        Assert.Equal(
            "'squeue' cannot be run: there is no such program; install Slurm's commands, or give a connection to a login node",
            missing.Problems[0].ToString()
        );
    }

    private static CommandRequest Note(CommandRequest request, List<string> submitted)
    {
        submitted.AddRange(request.Command.Where(word => word.StartsWith("--array=", StringComparison.Ordinal)));
        return request;
    }

    private static CommandRequest NoteLook(CommandRequest request, List<string> submitted, TaskCompletionSource looked)
    {
        // The second observation waits for running jobs.
        _ = request.Command.Any(word => word.StartsWith("--jobs=", StringComparison.Ordinal)) && looked.TrySetResult();
        return Note(request, submitted);
    }

    private sealed class Listener(Action<int> listen) : IProgress<SweepReport>
    {
        public void Report(SweepReport value) => listen(value.CompletedCount);
    }
}
