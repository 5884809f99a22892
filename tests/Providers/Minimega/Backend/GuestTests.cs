namespace Minimega.Tests.Backend;

public sealed class GuestTests : IAsyncLifetime
{
    private readonly ContractRequests _orders = new(new Random(5), "guests", LoopbackMinimega.Specify);
    private LoopbackMinimega? _place;
    private MinimegaProvider? _provider;
    private Resource? _node;
    private INodeConnection? _connection;

    private INodeConnection Connection => _connection!;

    public async Task InitializeAsync()
    {
        if (MachineNeeds.FindMissing("pods") is null)
        {
            _place = LoopbackMinimega.Start();
            _provider = _place.Open();
            _node = (await _provider.ApplyOneAsync(_orders.CreateNode("n-1"))).Resource!;
            _connection = await _provider.ConnectAsync(_node!);
        }
    }

    public async Task DisposeAsync()
    {
        if (_place is not null)
        {
            await _connection!.DisposeAsync();
            await _provider!.DisposeAsync();
            await _place.DisposeAsync();
        }
    }

    [MachineFact("pods")]
    public async Task A_program_gets_its_input_working_directory_and_environment_variables()
    {
        CommandRequest request = new(["sh", "-c", "cat; pwd; printf '%s|' \"$A\" \"$1\" >&2; exit 7", "sh", "it's \"so\"\nE"])
        {
            Input = "one\ntwo ü\n",
            WorkingDirectory = "/usr",
            Environment = ValueMap<string>.Empty.With("A", "b c"),
        };

        CommandResult result = await Connection.RunAsync(request);

        (result.ExitCode, result.Output, result.Error).ShouldBe((7, "one\ntwo ü\n/usr\n", "b c|it's \"so\"\nE|"));
    }

    [MachineFact("pods")]
    public async Task A_large_output_arrives_completely()
    {
        CommandResult result = await Connection.RunAsync(
            new CommandRequest(["sh", "-c", "seq 1 200000; seq 1 9 >&2"]) { MaxOutputBytes = 4 * 1024 * 1024 }
        );

        result.Output.ShouldBe(string.Concat(Enumerable.Range(1, 200_000).Select(number => $"{number}\n")));
        result.Error.ShouldBe("1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    }

    [MachineFact("pods")]
    public async Task An_input_larger_than_a_command_line_arrives_completely()
    {
        string input = string.Concat(Enumerable.Range(1, 60_000).Select(number => $"{number}\n"));

        CommandResult result = await Connection.RunAsync(new CommandRequest(["sha256sum"]) { Input = input });

        result.Output.ShouldStartWith(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(input)))
        );
    }

    [MachineFact("pods")]
    public async Task A_long_running_program_does_not_block_others()
    {
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CommandRequest wait = new(["sh", "-c", "echo waiting; while [ ! -e /tmp/go ]; do sleep 0.05; done; echo gone"])
        {
            OnOutput = _ => heard.TrySetResult(),
        };
        Task<CommandResult> waiting = Connection.RunAsync(wait);
        await heard.Task;

        CommandResult freed = await Connection.RunAsync(new CommandRequest(["touch", "/tmp/go"]));

        freed.ExitCode.ShouldBe(0);
        (await waiting).Output.ShouldBe("waiting\ngone\n");
    }

    [MachineFact("pods")]
    public async Task Canceling_a_command_kills_the_program_and_its_child_processes()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<CommandResult> running = Connection.RunAsync(
            new CommandRequest(["sh", "-c", "sleep 4321 & echo on; sleep 4322"]) { OnOutput = _ => heard.TrySetResult() },
            stop.Token
        );
        await heard.Task;
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        CommandResult left = await Connection.RunAsync(
            new CommandRequest([
                "sh",
                "-c",
                "for i in $(seq 600); do grep -lz '^432[12]$' /proc/[0-9]*/cmdline 2>/dev/null || exit 0; sleep 0.1; done; exit 1",
            ])
        );

        left.ExitCode.ShouldBe(0, left.Output);
    }

    [MachineFact("pods")]
    public async Task A_killed_program_has_the_exit_code_of_its_signal()
    {
        CommandResult result = await Connection.RunAsync(new CommandRequest(["sh", "-c", "kill -KILL $$"]));

        result.ExitCode.ShouldBe(137);
    }

    [MachineFact("pods")]
    public async Task Completed_calls_leave_no_commands_or_responses_on_the_server()
    {
        await Connection.RunAsync(new CommandRequest(["true"]));
        await Connection.PutFileAsync("/tmp/file", new MemoryStream([1, 2, 3]));

        string space = _node!.Id.Split('/')[0];
        _place!.Column($"namespace {space} cc commands", 0).ShouldBeEmpty();
        _place.Server.Execute($"namespace {space} cc responses all")[0].Entries![0].Response.ShouldBeEmpty();
    }

    [MachineFact("pods")]
    public async Task A_file_cannot_be_written_to_a_missing_directory()
    {
        AgentException failure = await Should.ThrowAsync<AgentException>(() =>
            Connection.PutFileAsync("/tmp/none/file", new MemoryStream([1]))
        );

        failure.Problems[0].Message.ShouldContain("/tmp/none");
    }

    [MachineFact("pods")]
    public async Task An_empty_file_can_be_uploaded_and_downloaded()
    {
        await Connection.PutFileAsync("/tmp/a b's \"file\"", new MemoryStream());

        using MemoryStream back = new();
        (await Connection.GetFileAsync("/tmp/a b's \"file\"", back)).ShouldBe(0);
    }

    [MachineFact("pods")]
    public async Task A_ping_and_a_command_fail_after_the_node_stops()
    {
        (await Connection.PingAsync()).ShouldBeGreaterThan(TimeSpan.Zero);
        string[] id = _node!.Id.Split('/');
        _place!.Run(id[0], $"vm kill {id[1]}");

        await Should.ThrowAsync<AgentException>(() => Connection.PingAsync());
        await Should.ThrowAsync<AgentException>(() => Connection.RunAsync(new CommandRequest(["true"])));
    }

    [MachineFact("pods")]
    public async Task Connecting_to_a_guest_that_never_responds_fails_after_the_timeout()
    {
        await using LoopbackMinimega silent = new(options => options with { Beat = TimeSpan.FromDays(1) });
        await using MinimegaProvider provider = new(silent.Options with { GuestTimeout = TimeSpan.FromMilliseconds(200) });
        StepOutcome made = await provider.ApplyOneAsync(_orders.CreateNode("n-2"));
        AgentException failure = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(made.Resource!));
        (failure.Code.Id, failure.IsTransient).ShouldBe(("SW4110", true));
    }
}
