using System.Security.Cryptography;
using Scalewright.Providers.Simulation.Kernel;

namespace Sdk.Tests.Agents;

public class AgentsOverSimulationTests
{
    private readonly SimulationKernel _kernel = new(new KernelOptions { IsTraceHashEnabled = true });
    private readonly SimulatedNetwork _network;
    private readonly SimulatedNode _node;

    public AgentsOverSimulationTests()
    {
        LinkModel link = new() { Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(10)) };
        _network = new SimulatedNetwork(_kernel, link);
        _node = new SimulatedNode(_kernel, _network, "n1");
    }

    [Fact]
    public void A_command_returns_its_result_after_one_round_trip() =>
        Run(async connection =>
        {
            TimeSpan start = _kernel.Elapsed;

            CommandResult result = await connection.RunAsync(new CommandRequest(["echo", "hello"]));

            result.ShouldBe(new CommandResult(0, "hello\n", "") { Node = "n1" });
            connection.BootId.ShouldBe("boot-1");
            (_kernel.Elapsed - start).ShouldBe(TimeSpan.FromMilliseconds(20));
        });

    [Fact]
    public void An_orderly_disconnect_reports_no_problem()
    {
        Run(connection => connection.PingAsync());

        _kernel.RunFor(TimeSpan.FromSeconds(1));
        _node.Ends.ShouldBe([null]);
    }

    [Fact]
    public void A_ping_takes_a_round_trip() =>
        Run(async connection => (await connection.PingAsync()).ShouldBe(TimeSpan.FromMilliseconds(20)));

    [Fact]
    public void A_command_gets_its_folder_and_environment_and_returns_stderr_and_exit_code() =>
        Run(async connection =>
        {
            CommandRequest request = new(["where"]) { WorkingDirectory = "/srv", Environment = ValueMap<string>.Empty.With("A", "ü") };

            CommandResult result = await connection.RunAsync(request);

            result.ShouldBe(new CommandResult(3, "/srv {A: ü}", "told\n") { Node = "n1" });
        });

    [Theory]
    [InlineData(1)]
    [InlineData(32 * 1024)]
    [InlineData(1_000_000)]
    public void Input_of_any_length_reaches_the_command(int length) =>
        Run(async connection =>
        {
            CommandRequest request = new(["cat"]) { Input = new string('x', length) };

            (await connection.RunAsync(request)).Output.ShouldBe(request.Input);
        });

    [Fact]
    public void A_missing_program_is_reported_with_a_known_outcome() =>
        Run(async connection =>
        {
            AgentException failure = await FailsAsync(connection.RunAsync(new CommandRequest(["nothing"])));

            failure.Code.Id.ShouldBe("SW4002");
            failure.IsOutcomeUnknown.ShouldBeFalse();
            failure.Message.ShouldContain(
                "Node 'n1' has 1 error:\n  There is no program 'nothing'; check the node's disk and log, then retry"
            );
            (await connection.RunAsync(new CommandRequest(["echo"]))).Succeeded.ShouldBeTrue();
        });

    [Fact]
    public void An_unexpected_exception_of_a_command_fails_only_its_own_call() =>
        Run(async connection =>
        {
            (await FailsAsync(connection.RunAsync(new CommandRequest(["crash"])))).Message.ShouldContain(
                "InvalidOperationException: a bug"
            );
            (await connection.RunAsync(new CommandRequest(["echo"]))).Succeeded.ShouldBeTrue();
        });

    [Fact]
    public void A_command_is_killed_at_its_timeout_and_its_output_is_returned() =>
        Run(async connection =>
        {
            TimeSpan start = _kernel.Elapsed;

            CommandResult result = await connection.RunAsync(new CommandRequest(["sleep", "600"]) { Timeout = TimeSpan.FromMinutes(2) });

            // 128 + 9, the number of SIGKILL.
            result.ShouldBe(new CommandResult(137, "sleeping\n", "") { Node = "n1", HasTimedOut = true });
            _node.Programs.Killed.ShouldBe(["sleep 600"]);
            (_kernel.Elapsed - start).ShouldBe(TimeSpan.FromSeconds(120.02));
        });

    [Fact]
    public void A_canceled_call_ends_at_once_and_its_command_is_killed() =>
        Run(async connection =>
        {
            using CancellationTokenSource cancel = new(TimeSpan.FromSeconds(5), _kernel.Clock);
            TimeSpan start = _kernel.Elapsed;

            await Thrown.ByAsync<OperationCanceledException>(
                connection.RunAsync(new CommandRequest(["sleep", "600"]) { Timeout = TimeSpan.FromHours(1) }, cancel.Token)
            );

            (_kernel.Elapsed - start).ShouldBe(TimeSpan.FromSeconds(5));
            await _kernel.Delay(TimeSpan.FromSeconds(1));
            _node.Programs.Killed.ShouldBe(["sleep 600"]);
            // F-MSG-02: the response to the canceled call is ignored.
            connection.IgnoredMessageCount.ShouldBe(1);
        });

    [Fact]
    public void Disposing_a_connection_fails_pending_calls_and_kills_their_commands()
    {
        Task<AgentException>? failure = null;
        Run(async connection =>
        {
            failure = FailsAsync(connection.RunAsync(new CommandRequest(["sleep", "600"])));
            await _kernel.Delay(TimeSpan.FromSeconds(1));
        });

        _kernel.Run(async () => (await failure!).IsOutcomeUnknown.ShouldBeTrue());
        _kernel.RunFor(TimeSpan.FromSeconds(1));
        _node.Programs.Killed.ShouldBe(["sleep 600"]);
    }

    [Fact]
    public void Disposing_an_agent_kills_its_running_commands()
    {
        Run(async connection =>
        {
            Task<AgentException> failure = FailsAsync(connection.RunAsync(new CommandRequest(["sleep", "600"])));
            await _kernel.Delay(TimeSpan.FromSeconds(1));

            await _node.Host.DisposeAsync();

            _node.Programs.Killed.ShouldBe(["sleep 600"]);
            (await failure).IsOutcomeUnknown.ShouldBeTrue();
            (await failure).Message.ShouldContain("the command was killed before it completed");
        });
    }

    [Fact]
    public void A_thousand_calls_run_concurrently() =>
        Run(async connection =>
        {
            TimeSpan start = _kernel.Elapsed;

            CommandResult[] results = await Task.WhenAll(
                Enumerable.Range(0, 1_000).Select(_ => connection.RunAsync(new CommandRequest(["sleep", "10"])))
            );

            results.ShouldAllBe(result => result.Output == "sleeping\n");
            (_kernel.Elapsed - start).ShouldBe(TimeSpan.FromSeconds(10.02));
        });

    [Fact]
    public void Calls_beyond_the_concurrency_limit_are_queued() =>
        Run(
            async connection =>
            {
                TimeSpan start = _kernel.Elapsed;

                await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => connection.RunAsync(new CommandRequest(["sleep", "1"]))));

                // Three calls run at a time: four batches of one second and one round trip each.
                (_kernel.Elapsed - start).ShouldBe(TimeSpan.FromSeconds(4.08));
            },
            options => options with { MaxConcurrentCalls = 3 }
        );

    [Fact]
    public void Output_beyond_the_limit_retains_its_start_and_its_end() =>
        Prop.ForAll<ushort, ushort>(
                (length, limit) =>
                {
                    SimulationKernel kernel = new();
                    SimulatedNode node = new(kernel, new SimulatedNetwork(kernel), "n1");
                    node.Serve();
                    string whole = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));

                    CommandResult result = kernel.Run(async () =>
                    {
                        await using AgentConnection connection = await AgentConnection.OpenAsync(node.ConnectAsync, node.Options("s1"));
                        return await connection.RunAsync(new CommandRequest(["flood", $"{length}"]) { MaxOutputBytes = limit });
                    });

                    string expected = length <= limit ? whole : whole[..(limit - (limit / 2))] + whole[^(limit / 2)..];
                    return result.Output == expected && result.DroppedBytes == Math.Max(0, length - limit);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void F_DISK_18_excessive_output_is_truncated_and_the_dropped_bytes_are_counted() =>
        Run(async connection =>
        {
            CommandResult result = await connection.RunAsync(new CommandRequest(["flood", "100000000"]));

            result.Output.Length.ShouldBe(1024 * 1024);
            result.DroppedBytes.ShouldBe(100_000_000 - (1024 * 1024));
        });

    [Fact]
    public void A_ten_megabyte_file_is_uploaded_and_downloaded_unchanged() =>
        Run(async connection =>
        {
            byte[] content = Bytes(10_000_000);

            await connection.PutFileAsync("/srv/big", new MemoryStream(content));
            using MemoryStream back = new();
            long length = await connection.GetFileAsync("/srv/big", back);

            length.ShouldBe(content.Length);
            SHA256.HashData(back.ToArray()).ShouldBe(SHA256.HashData(content));
            _node.Files.Paths.ShouldBe(["/srv/big"]);
        });

    [Fact]
    public void A_file_of_any_content_is_downloaded_as_it_was_uploaded() =>
        Prop.ForAll<byte[]>(content =>
            {
                SimulationKernel kernel = new();
                SimulatedNode node = new(kernel, new SimulatedNetwork(kernel), "n1");
                node.Serve();
                using MemoryStream back = new();
                kernel.Run(async () =>
                {
                    await using AgentConnection connection = await AgentConnection.OpenAsync(node.ConnectAsync, node.Options("s1"));
                    await connection.PutFileAsync("/f", new MemoryStream(content));
                    await connection.GetFileAsync("/f", back);
                });
                return back.ToArray().AsSpan().SequenceEqual(content);
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Downloading_a_missing_file_fails() =>
        Run(async connection =>
            (await FailsAsync(connection.GetFileAsync("/nothing", Stream.Null))).Message.ShouldContain(
                "There is no file '/nothing'; use the path of an existing file"
            )
        );

    [Theory]
    [InlineData("relative")]
    [InlineData("/folder/")]
    [InlineData("/..")]
    [InlineData("/a\0b")]
    public void An_invalid_path_throws_an_argument_exception(string path) =>
        Run(async connection =>
        {
            await Thrown.ByAsync<ArgumentException>(connection.GetFileAsync(path, Stream.Null));
            await Thrown.ByAsync<ArgumentException>(connection.PutFileAsync(path, Stream.Null));
        });

    [Fact]
    public void An_invalid_command_throws_an_argument_exception() =>
        Run(async connection =>
        {
            await Thrown.ByAsync<ArgumentException>(connection.RunAsync(new CommandRequest([])));
            await Thrown.ByAsync<ArgumentException>(connection.RunAsync(new CommandRequest(["a\0b"])));
            await Thrown.ByAsync<ArgumentException>(connection.RunAsync(new CommandRequest(["a", "\ud800"])));
            await Thrown.ByAsync<ArgumentException>(connection.RunAsync(new CommandRequest(["a", new string('x', 1_000_000)])));
            await Thrown.ByAsync<ArgumentException>(connection.RunAsync(new CommandRequest(["a"]) { Timeout = TimeSpan.Zero }));
        });

    [Fact]
    public void A_stalled_reader_blocks_only_its_own_transfer() =>
        Run(async connection =>
        {
            await connection.PutFileAsync("/big", new MemoryStream(Bytes(5_000_000)));
            HeldStream held = new();
            Task<long> get = connection.GetFileAsync("/big", held);
            await _kernel.Delay(TimeSpan.FromSeconds(10));

            (await connection.RunAsync(new CommandRequest(["echo", "on"]))).Output.ShouldBe("on\n");

            held.Count.ShouldBe(0);
            get.IsCompleted.ShouldBeFalse();
            held.Release();
            (await get).ShouldBe(5_000_000);
        });

    [Fact]
    public void The_same_seed_produces_the_same_trace_of_agent_calls()
    {
        HashSet<TraceHash> hashes = [];
        for (int run = 0; run < 20; run++)
        {
            AgentsOverSimulationTests other = new();
            other.Run(async connection =>
            {
                await Task.WhenAll(Enumerable.Range(0, 20).Select(i => connection.RunAsync(new CommandRequest(["sleep", $"{i % 7}"]))));
                await connection.PutFileAsync("/f", new MemoryStream(Bytes(500_000)));
                await connection.GetFileAsync("/f", Stream.Null);
            });
            hashes.Add(other._kernel.TraceHash);
        }

        hashes.Count.ShouldBe(1);
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static Task<AgentException> FailsAsync(Task call) => Thrown.ByAsync<AgentException>(call);

    private void Run(Func<AgentConnection, Task> story, Func<AgentConnectionOptions, AgentConnectionOptions>? change = null)
    {
        _node.Serve();
        _kernel.Run(async () =>
        {
            AgentConnectionOptions options = _node.Options("s1");
            await using AgentConnection connection = await AgentConnection.OpenAsync(
                _node.ConnectAsync,
                change?.Invoke(options) ?? options
            );
            await story(connection);
        });
    }
}
