namespace Slurm.Tests;

[Collection(SharedSlurm.Name)]
public sealed class SlurmStepTests(SlurmLab lab) : IAsyncLifetime
{
    private readonly ContractRequests _orders = new(new Random(5), "steps", TestJobs.Specify);
    private SlurmProvider? _provider;
    private Resource? _node;
    private INodeConnection? _connection;

    private INodeConnection Connection => _connection!;

    public async Task InitializeAsync()
    {
        if (SlurmLab.MissingReason is null)
        {
            _provider = TestJobs.Open(lab);
            _node = await TestJobs.MakeReadyAsync(_provider, _orders.CreateNode("n-1"));
            _connection = await _provider.ConnectAsync(_node);
        }
    }

    public async Task DisposeAsync()
    {
        if (_provider is not null)
        {
            await Connection.DisposeAsync();
            (await TestJobs.DoAsync(_provider, _orders.DestroyNode(_node!))).Result.ShouldBe(StepResult.Succeeded);
        }
    }

    [MachineFact("slurm")]
    public async Task A_program_gets_its_input_working_directory_and_environment_variables()
    {
        CommandRequest request = new([
            "sh",
            "-c",
            "cat; pwd; printf '%s|%s|' \"$A\" \"$1\" >&2; exit 7",
            "sh",
            "it's \"so\"\nE; $(x) `y` *",
        ])
        {
            Input = "one\ntwo ü\n",
            WorkingDirectory = "/usr",
            Environment = ValueMap<string>.Empty.With("A", "b, c"),
        };

        CommandResult result = await Connection.RunAsync(request);

        (result.ExitCode, result.Output, result.Error, result.Node).ShouldBe(
            (7, "one\ntwo ü\n/usr\n", "b, c|it's \"so\"\nE; $(x) `y` *|", "n-1")
        );
    }

    [MachineFact("slurm")]
    public async Task An_environment_variable_may_have_a_name_that_is_invalid_in_a_shell()
    {
        CommandResult result = await Connection.RunAsync(
            new CommandRequest(["printenv", "odd.name"]) { Environment = ValueMap<string>.Empty.With("odd.name", "d") }
        );

        result.Output.ShouldBe("d\n");
    }

    [MachineFact("slurm")]
    public async Task A_program_does_not_inherit_the_environment_of_the_caller()
    {
        Environment.SetEnvironmentVariable("SLURM_TESTS_SECRET", "s3cr3t");
        Environment.SetEnvironmentVariable("TESTS_SECRET", "s3cr3t");

        CommandResult result = await Connection.RunAsync(new CommandRequest(["env"]));

        result.Output.ShouldContain("PATH=");
        result.Output.ShouldNotContain("s3cr3t");
    }

    [MachineFact("slurm")]
    public async Task A_killed_program_has_the_exit_code_of_its_signal()
    {
        CommandResult result = await Connection.RunAsync(new CommandRequest(["sh", "-c", "echo before >&2; kill -KILL $$"]));

        (result.ExitCode, result.Error.Split('\n')[0]).ShouldBe((137, "before"));
    }

    [MachineFact("slurm")]
    public async Task Standard_error_contains_no_messages_of_Slurm_or_the_shell()
    {
        StringBuilder heard = new();

        CommandResult result = await Connection.RunAsync(
            new CommandRequest(["sh", "-c", "printf 'one\\n\\nsw-two' >&2"])
            {
                OnOutput = piece => heard.Append(piece.IsError ? piece.Text : "!"),
            }
        );

        (result.Error, heard.ToString()).ShouldBe(("one\n\nsw-two", "one\n\nsw-two"));
    }

    [MachineFact("slurm")]
    public async Task Output_beyond_the_limit_keeps_its_beginning_and_end_and_counts_the_dropped_bytes()
    {
        CommandResult result = await Connection.RunAsync(
            new CommandRequest(["sh", "-c", "printf 0123456789; printf abcdefghij >&2"]) { MaxOutputBytes = 4 }
        );

        (result.Output, result.Error, result.DroppedBytes, result.DroppedErrorBytes).ShouldBe(("0189", "abij", 12, 6));
    }

    [MachineFact("slurm")]
    public async Task Canceling_a_command_ends_the_program_and_all_its_child_processes()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string mark = lab.At("cancelled");
        Task<CommandResult> running = Connection.RunAsync(
            new CommandRequest(["sh", "-c", $"sh -c 'exec sleep 4321' & echo $! > {mark}; echo $$ >> {mark}; echo on; sleep 4322"])
            {
                OnOutput = _ => heard.TrySetResult(),
            },
            stop.Token
        );
        await heard.Task;
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        (await TestJobs.RunAsync(lab, "squeue", "--steps", "--noheader", "--format=%j"))
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["batch"]);
        File.ReadLines(mark)
            .Where(id =>
                Directory.Exists($"/proc/{id}") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
    }

    [MachineFact("slurm")]
    public async Task A_program_that_exceeds_its_timeout_is_ended()
    {
        CommandResult result = await Connection.RunAsync(new CommandRequest(["sleep", "4323"]) { Timeout = TimeSpan.FromSeconds(2) });

        result.HasTimedOut.ShouldBeTrue();
        (await TestJobs.RunAsync(lab, "squeue", "--steps", "--noheader", "--format=%j"))
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["batch"]);
    }

    [MachineFact("slurm")]
    public async Task A_missing_working_directory_is_reported()
    {
        AgentException failure = await Should.ThrowAsync<AgentException>(() =>
            Connection.RunAsync(new CommandRequest(["true"]) { WorkingDirectory = "/no/such" })
        );

        failure.Problems[0].Message.ShouldBe("there is no folder '/no/such' to start in");
    }

    [MachineFact("slurm")]
    public async Task A_file_sent_in_several_pieces_is_uploaded_and_downloaded_unchanged()
    {
        byte[] content = new byte[2_500_000];
        new Random(3).NextBytes(content);
        string path = lab.At("a b's \"file\"");

        await Connection.PutFileAsync(path, new MemoryStream(content));
        using MemoryStream back = new();
        long length = await Connection.GetFileAsync(path, back);

        (length, Convert.ToHexString(SHA256.HashData(back.ToArray()))).ShouldBe(
            (content.Length, Convert.ToHexString(SHA256.HashData(content)))
        );
        Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.new").ShouldBeEmpty();
    }

    [MachineFact("slurm")]
    public async Task A_file_cannot_be_written_to_a_missing_directory_or_over_a_directory()
    {
        AgentException nowhere = await Should.ThrowAsync<AgentException>(() =>
            Connection.PutFileAsync("/no/such/file", new MemoryStream([1]))
        );
        AgentException taken = await Should.ThrowAsync<AgentException>(() =>
            Connection.PutFileAsync(Path.GetDirectoryName(lab.At("x"))!, new MemoryStream([1]))
        );

        nowhere.Problems[0].Message.ShouldBe("'/no/such/file': it cannot be written there");
        taken.Problems[0].Message.ShouldEndWith("there is a folder of this name");
    }

    [MachineFact("slurm")]
    public async Task An_empty_file_can_be_uploaded_and_downloaded()
    {
        await Connection.PutFileAsync(lab.At("empty"), new MemoryStream());

        (await Connection.GetFileAsync(lab.At("empty"), Stream.Null)).ShouldBe(0);
    }

    [MachineFact("slurm")]
    public async Task Job_steps_run_concurrently()
    {
        string gate = lab.At("gate");
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<CommandResult> waiting = Connection.RunAsync(
            new CommandRequest(["sh", "-c", $"echo waiting; while [ ! -e {gate} ]; do sleep 0.05; done; echo gone"])
            {
                OnOutput = _ => heard.TrySetResult(),
            }
        );
        await heard.Task;

        await Connection.RunAsync(new CommandRequest(["touch", gate]));

        (await waiting).Output.ShouldBe("waiting\ngone\n");
    }

    [MachineFact("slurm")]
    public async Task The_address_of_a_node_is_the_address_that_Slurm_reports_for_its_machine()
    {
        await _provider!.ObserveAsync(_orders.Owner);

        _provider.FindAddress(_node!).ShouldBe("127.0.0.1");
    }

    [MachineFact("slurm")]
    public async Task A_ping_and_a_new_connection_fail_after_the_job_was_canceled()
    {
        (await Connection.PingAsync()).ShouldBeGreaterThan(TimeSpan.Zero);
        await TestJobs.RunAsync(lab, "scancel", _node!.Id);
        await TestJobs.UntilOverAsync(lab, _node.Id);

        AgentException silent = await Should.ThrowAsync<AgentException>(() => Connection.PingAsync());
        AgentException gone = await Should.ThrowAsync<AgentException>(() => _provider!.ConnectAsync(_node));
        (silent.Code, gone.Code).ShouldBe((ProblemCode.ConnectionLost, ProblemCode.ResourceNotFound), $"{silent.Problems[0]}");
        gone.Problems[0].ToString().ShouldContain($"its job {_node.Id} is over: CANCELLED");
    }
}
