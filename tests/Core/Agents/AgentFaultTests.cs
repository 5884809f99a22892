using Scalewright.Providers.Simulation.Kernel;

namespace Sdk.Tests.Agents;

public class AgentFaultTests
{
    private const int SeamPort = 23;

    private readonly SimulationKernel _kernel = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedNode _node;

    public AgentFaultTests()
    {
        LinkModel link = new() { Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(10)) };
        _network = new SimulatedNetwork(_kernel, link);
        _node = new SimulatedNode(_kernel, _network, "n1");
        _node.Serve();
    }

    [Fact]
    public void F_MSG_01_a_duplicate_request_runs_once_and_a_duplicate_response_is_ignored() =>
        RunThroughSeam(
            frame => frame[3] is FrameBytes.Request or FrameBytes.Cancel or FrameBytes.End ? [frame, frame] : [frame],
            frame => frame[3] is FrameBytes.Response ? [frame, frame, frame] : [frame],
            async connection =>
            {
                for (int i = 0; i < 50; i++)
                {
                    (await connection.RunAsync(new CommandRequest(["echo", $"{i}"]))).Output.ShouldBe($"{i}\n");
                    await connection.PutFileAsync($"/{i}", new MemoryStream([1, 2, 3]));
                }

                _node.Programs.Started.ShouldBe(Enumerable.Range(0, 50).Select(i => $"echo {i}"));
                connection.IgnoredMessageCount.ShouldBeGreaterThan(0);
            }
        );

    [Fact]
    public void F_MSG_02_reordered_requests_and_responses_match_their_calls()
    {
        Random chance = new(1);
        RunThroughSeam(Shuffling(FrameBytes.Request, chance), Shuffling(FrameBytes.Response, chance), async connection =>
        {
            CommandResult[] results = await Task.WhenAll(
                Enumerable.Range(0, 100).Select(i => connection.RunAsync(new CommandRequest(["echo", $"{i}"])))
            );

            results.Select(result => result.Output).ShouldBe(Enumerable.Range(0, 100).Select(i => $"{i}\n"));
            _node.Programs.Started.Length.ShouldBe(100);
        });
    }

    [Fact]
    public void F_MSG_04_a_lost_response_is_resent_after_a_reconnect_and_the_command_runs_once() =>
        Run(async connection =>
        {
            Task<CommandResult> run = connection.RunAsync(new CommandRequest(["sleep", "2"]));
            await _kernel.Delay(TimeSpan.FromSeconds(1));
            _network.GetLink("n1", SimulatedNode.Controller).Cut();
            await _kernel.Delay(TimeSpan.FromSeconds(5));
            _network.HealAll();
            _network.Reset(SimulatedNode.Controller, "n1");

            (await run).Output.ShouldBe("sleeping\n");

            _node.Programs.Started.ShouldBe(["sleep 2"]);
            _node.Programs.Killed.ShouldBeEmpty();
        });

    [Fact]
    public void Repeated_connection_resets_run_each_command_once() =>
        Run(async connection =>
        {
            Task<CommandResult[]> runs = Task.WhenAll(
                Enumerable.Range(0, 100).Select(i => connection.RunAsync(new CommandRequest(["sleep", $"{i % 10}.{i}"])))
            );
            for (int i = 0; i < 8; i++)
            {
                await _kernel.Delay(TimeSpan.FromSeconds(1.3));
                _network.Reset(SimulatedNode.Controller, "n1");
            }

            (await runs).ShouldAllBe(result => result.Output == "sleeping\n");

            _node.Programs.Started.Length.ShouldBe(100);
            _node.Programs.Started.ShouldBeUnique();
        });

    [Fact]
    public void A_connection_that_cannot_reconnect_fails_after_the_heartbeat_timeout()
    {
        _kernel.Run(async () =>
        {
            await using AgentConnection connection = await AgentConnection.OpenAsync(
                await _node.ConnectAsync(default),
                _node.Options("s1")
            );
            TimeSpan start = _kernel.Elapsed;
            Task<CommandResult> run = connection.RunAsync(new CommandRequest(["sleep", "600"]) { Timeout = TimeSpan.FromHours(1) });
            await _kernel.Delay(TimeSpan.FromSeconds(1));
            _network.GetLink(SimulatedNode.Controller, "n1").Cut();
            _network.GetLink("n1", SimulatedNode.Controller).Cut();

            AgentException failure = await FailsAsync(run);

            failure.Code.Id.ShouldBe("SW4003");
            failure.IsOutcomeUnknown.ShouldBeTrue();
            // The budget of 15 s, checked every 5 s.
            (_kernel.Elapsed - start).TotalSeconds.ShouldBeInRange(14.9, 25);
            (await FailsAsync(connection.RunAsync(new CommandRequest(["echo"])))).IsOutcomeUnknown.ShouldBeFalse();
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void F_PROC_08_only_idempotent_commands_are_retried_after_an_agent_restart(bool isRepeatable) =>
        Run(async connection =>
        {
            Task<CommandResult> run = connection.RunAsync(new CommandRequest(["sleep", "5"]) { IsIdempotent = isRepeatable });
            await _kernel.Delay(TimeSpan.FromSeconds(1));
            _node.Start("boot-2", null);
            _network.Reset(SimulatedNode.Controller, "n1");

            if (isRepeatable)
            {
                (await run).Output.ShouldBe("sleeping\n");
                _node.Programs.Started.ShouldBe(["sleep 5", "sleep 5"]);
            }
            else
            {
                AgentException failure = await FailsAsync(run);
                failure.IsOutcomeUnknown.ShouldBeTrue();
                failure.Message.ShouldContain("the node was restarted while 'sleep' was under way");
                _node.Programs.Started.ShouldBe(["sleep 5"]);
            }

            connection.BootId.ShouldBe("boot-2");
        });

    [Fact]
    public void Calls_to_an_unreachable_node_fail_after_the_last_reconnect_attempt()
    {
        int tries = 0;
        _kernel.Run(async () =>
        {
            await using AgentConnection connection = await AgentConnection.OpenAsync(
                ConnectAsync,
                _node.Options("s1") with
                {
                    ResponseTimeout = TimeSpan.FromHours(1),
                }
            );
            Task<CommandResult> run = connection.RunAsync(new CommandRequest(["sleep", "600"]));
            await _kernel.Delay(TimeSpan.FromSeconds(1));
            TimeSpan start = _kernel.Elapsed;
            _network.Reset(SimulatedNode.Controller, "n1");

            AgentException failure = await FailsAsync(run);

            failure.IsOutcomeUnknown.ShouldBeTrue();
            failure.Message.ShouldContain("out of order");
            tries.ShouldBe(7);
            // 1 + 2 + 4 + 8 + 16 seconds between the attempts.
            (_kernel.Elapsed - start).TotalSeconds.ShouldBe(31, 0.1);
        });

        async Task<Stream> ConnectAsync(CancellationToken cancellationToken) =>
            ++tries == 1 ? await _node.ConnectAsync(cancellationToken) : throw new IOException("out of order");
    }

    [Fact]
    public void An_interrupted_transfer_restarts_and_never_exposes_a_partial_file() =>
        Run(async connection =>
        {
            byte[] content = new byte[3_000_000];
            new Random(3).NextBytes(content);
            await connection.PutFileAsync("/f", new MemoryStream([7]));
            _network.SetLink(SimulatedNode.Controller, "n1", new LinkModel { MaxBytesPerSecond = 1_000_000 });
            Task put = connection.PutFileAsync("/f", new MemoryStream(content));
            for (int i = 0; i < 3; i++)
            {
                await _kernel.Delay(TimeSpan.FromSeconds(1));
                _network.Reset(SimulatedNode.Controller, "n1");
                (await _node.Files.OpenAsync("/f", default)).Length.ShouldBe(1);
            }

            await put;

            MemoryStream back = new();
            Task get = connection.GetFileAsync("/f", back);
            await _kernel.Delay(TimeSpan.FromSeconds(1));
            _network.Reset(SimulatedNode.Controller, "n1");
            await get;
            back.ToArray().AsSpan().SequenceEqual(content).ShouldBeTrue();
            _node.Files.Paths.ShouldBe(["/f"]);
        });

    [Fact]
    public void A_partial_file_of_an_earlier_agent_is_deleted_when_its_folder_is_written_to() =>
        Run(async connection =>
        {
            await (await _node.Files.CreateAsync("/srv/.scalewright-12.part", default)).DisposeAsync();

            await connection.PutFileAsync("/srv/f", new MemoryStream([1]));

            _node.Files.Paths.ShouldBe(["/srv/f"]);
        });

    // Rule of INodeConnection.PutFileAsync: a file is replaced in one step, by the bytes of its own call.
    [Fact]
    public void Concurrent_transfers_of_agents_that_share_a_folder_do_not_mix_their_bytes() =>
        _kernel.Run(async () =>
        {
            SimulatedNode[] nodes = [.. Enumerable.Range(2, 8).Select(i => new SimulatedNode(_kernel, _network, $"n{i}", _node.Files))];
            Array.ForEach(nodes, node => node.Serve());
            AgentConnection[] connections = await Task.WhenAll(
                nodes.Select(node => AgentConnection.OpenAsync(node.ConnectAsync, node.Options("s1")))
            );

            await Task.WhenAll(
                Enumerable
                    .Range(0, 200)
                    .Select(i => connections[i % 8].PutFileAsync($"/srv/f{i}", new MemoryStream(Encoding.UTF8.GetBytes($"{i}"))))
            );

            _node.Files.Paths.Count.ShouldBe(200);
            for (int i = 0; i < 200; i++)
            {
                using StreamReader reader = new(await _node.Files.OpenAsync($"/srv/f{i}", default));
                (await reader.ReadToEndAsync()).ShouldBe($"{i}");
            }
        });

    [Fact]
    public void A_partial_file_of_an_earlier_boot_is_deleted_and_one_of_another_agent_only_after_a_day() =>
        _kernel.Run(async () =>
        {
            HashSet<string> left = [];
            SimulatedNode[] nodes =
            [
                .. Enumerable
                    .Range(2, 2)
                    .Select(i => new SimulatedNode(_kernel, _network, $"n{i}", _node.Files) { DataFolder = $"/data/n{i}" }),
            ];
            foreach (SimulatedNode node in nodes)
            {
                node.Start("boot-1", null);
                node.Serve();
                await LeavePartAsync(node);
            }

            nodes[0].Start("boot-2", null);
            await using AgentConnection next = await AgentConnection.OpenAsync(nodes[0].ConnectAsync, nodes[0].Options("s2"));
            await next.PutFileAsync("/srv/f", new MemoryStream([1]));
            Parts().ShouldBe(1);
            await _kernel.Delay(TimeSpan.FromHours(23));
            await next.PutFileAsync("/srv/f", new MemoryStream([1]));
            Parts().ShouldBe(1);
            await _kernel.Delay(TimeSpan.FromHours(2));
            await next.PutFileAsync("/srv/f", new MemoryStream([1]));
            Parts().ShouldBe(0);

            async Task LeavePartAsync(SimulatedNode node)
            {
                _network.SetLink(SimulatedNode.Controller, node.Name, new LinkModel { MaxBytesPerSecond = 1_000_000 });
                await using AgentConnection connection = await AgentConnection.OpenAsync(node.ConnectAsync, node.Options("s1"));
                Task put = connection.PutFileAsync($"/srv/of-{node.Name}", new MemoryStream(new byte[3_000_000]));
                await _kernel.Delay(TimeSpan.FromSeconds(1));
                string part = _node.Files.Paths.Single(path => path.EndsWith(".part", StringComparison.Ordinal) && !left.Contains(path));
                await put;
                await (await _node.Files.CreateAsync(part, default)).DisposeAsync();
                left.Add(part);
            }

            int Parts() => _node.Files.Paths.Count(path => path.EndsWith(".part", StringComparison.Ordinal));
        });

    [Fact]
    public void F_MSG_11_a_lower_epoch_is_rejected_and_its_open_connection_is_fenced() =>
        _kernel.Run(async () =>
        {
            await using AgentConnection old = await AgentConnection.OpenAsync(_node.ConnectAsync, _node.Options("s1") with { Epoch = 4 });
            Task<CommandResult> run = old.RunAsync(new CommandRequest(["sleep", "60"]));
            await _kernel.Delay(TimeSpan.FromSeconds(1));

            await using AgentConnection next = await AgentConnection.OpenAsync(_node.ConnectAsync, _node.Options("s2") with { Epoch = 5 });

            AgentException fenced = await FailsAsync(run);
            fenced.Code.Id.ShouldBe("SW3003");
            fenced.Message.ShouldContain("epoch 4 was superseded by epoch 5");
            (await FailsAsync(AgentConnection.OpenAsync(_node.ConnectAsync, _node.Options("s3") with { Epoch = 4 }))).Code.Id.ShouldBe(
                "SW3003"
            );
            (await next.RunAsync(new CommandRequest(["echo"]))).Succeeded.ShouldBeTrue();
            _node.Host.Epoch.ShouldBe(5);
        });

    [Fact]
    public void F_MSG_11_a_replayed_session_has_no_effect()
    {
        List<byte[]> recorded = [];
        RunThroughSeam(
            frame =>
            {
                recorded.Add(frame);
                return [frame];
            },
            frame => [frame],
            connection => connection.RunAsync(new CommandRequest(["echo", "yesterday"]))
        );
        Replay(recorded);
        _node.Ends[^1]!.Code.Id.ShouldBe("SW4005");

        _node.Start("boot-2", null);
        Replay(recorded);
        _node.Ends[^1]!.Message.ShouldBe("boot ID 'boot-1' is expected, but the boot ID of the node is 'boot-2'");

        _node.Programs.Started.ShouldBe(["echo yesterday"]);
    }

    [Fact]
    public void F_MSG_12_a_response_from_another_node_is_rejected_with_both_names() =>
        _kernel.Run(async () =>
        {
            AgentException failure = await FailsAsync(
                AgentConnection.OpenAsync(_node.ConnectAsync, _node.Options("s1") with { Node = "n2" })
            );

            failure.Code.Id.ShouldBe("SW4005");
            failure.Message.ShouldContain("'n1'");
            failure.Message.ShouldContain("'n2'");
        });

    [Fact]
    public void F_MSG_12_a_connection_without_the_secret_of_the_node_is_rejected()
    {
        AgentSecret right = new(new byte[16]);
        AgentSecret wrong = new([.. Enumerable.Repeat((byte)1, 16)]);
        _node.Start("boot-1", right);
        _kernel.Run(async () =>
        {
            await using AgentConnection connection = await AgentConnection.OpenAsync(
                _node.ConnectAsync,
                _node.Options("s1") with
                {
                    Secret = right,
                }
            );
            (await connection.RunAsync(new CommandRequest(["echo"]))).Succeeded.ShouldBeTrue();

            AgentException failure = await FailsAsync(
                AgentConnection.OpenAsync(_node.ConnectAsync, _node.Options("s2") with { Secret = wrong })
            );
            failure.Code.Id.ShouldBe("SW4005");
            failure.Message.ShouldContain("the agent or controller of 'n1' did not prove that it has the node's secret");

            await using AgentConnection unproven = await AgentConnection.OpenAsync(
                _node.ConnectAsync,
                _node.Options("s3") with
                {
                    Secret = null,
                }
            );
            (await FailsAsync(unproven.RunAsync(new CommandRequest(["echo", "stolen"])))).Code.Id.ShouldBe("SW4005");
        });

        _node.Programs.Started.ShouldNotContain("echo stolen");
    }

    [Fact]
    public void F_MSG_07_a_frame_that_arrives_too_slowly_closes_the_connection_at_the_timeout()
    {
        _kernel.Run(async () =>
        {
            await using Stream stream = await _node.ConnectAsync(default);
            foreach (byte value in Session.Hello)
            {
                await stream.WriteAsync(new[] { value });
                await _kernel.Delay(TimeSpan.FromSeconds(1));
                if (_node.Ends.Count > 0)
                {
                    break;
                }
            }
        });

        _node.Ends.Single()!.Message.ShouldBe("a frame was not complete after 10 s");
        _kernel.Elapsed.TotalSeconds.ShouldBeInRange(10, 12);
    }

    [Fact]
    public void F_MSG_09_a_client_that_sends_requests_and_reads_no_responses_is_disconnected()
    {
        byte[] pings = [.. Enumerable.Repeat(FrameBytes.Of(FrameBytes.Ping, 0, "12345678"), 1_000).SelectMany(frame => frame)];
        _kernel.Run(async () =>
        {
            await using Stream stream = await _node.ConnectAsync(default);
            await stream.WriteAsync(
                Session.Hello.Concat(FrameBytes.Of(FrameBytes.Hello, 0, """{"boot":"boot-1","nonce":"1"}""")).ToArray()
            );
            for (int i = 0; i < 1_000 && _node.Ends.Count == 0; i++)
            {
                await stream.WriteAsync(pings);
            }
        });

        _node.Ends.Single()!.Message.ShouldBe("the other side leaves more than 4194304 bytes unread");
    }

    [Fact]
    public void Connecting_to_a_silent_agent_times_out()
    {
        using NetworkListener silent = _network.Listen("n2", SeamPort);

        AgentException failure = _kernel.Run(() =>
            FailsAsync(
                AgentConnection.OpenAsync(
                    async cancellationToken => await _network.ConnectAsync(SimulatedNode.Controller, "n2", SeamPort, cancellationToken),
                    _node.Options("s1")
                )
            )
        );

        failure.Code.Id.ShouldBe("SW4004");
        _kernel.Elapsed.TotalSeconds.ShouldBe(30.02, 0.1);
    }

    private static async Task<AgentException> FailsAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (AgentException failure)
        {
            return failure;
        }

        throw new ShouldAssertException("an AgentException was expected");
    }

    // Withholds up to five frames of one kind and releases them in random order, at the latest before another kind.
    private static Func<byte[], IEnumerable<byte[]>> Shuffling(byte kind, Random chance)
    {
        List<byte[]> held = [];
        return frame =>
        {
            if (frame[3] == kind)
            {
                held.Insert(chance.Next(held.Count + 1), frame);
            }

            if (frame[3] == kind && held.Count < 5)
            {
                return [];
            }

            byte[][] all = frame[3] == kind ? [.. held] : [.. held, frame];
            held.Clear();
            return all;
        };
    }

    private void Replay(List<byte[]> recorded) =>
        _kernel.Run(async () =>
        {
            await using Stream stream = await _node.ConnectAsync(default);
            await stream.WriteAsync(recorded.SelectMany(frame => frame).ToArray());
            await _kernel.Delay(TimeSpan.FromMinutes(1));
        });

    private void Run(Func<AgentConnection, Task> story) =>
        _kernel.Run(async () =>
        {
            await using AgentConnection connection = await AgentConnection.OpenAsync(_node.ConnectAsync, _node.Options("s1"));
            await story(connection);
        });

    private void RunThroughSeam(
        Func<byte[], IEnumerable<byte[]>> forth,
        Func<byte[], IEnumerable<byte[]>> back,
        Func<AgentConnection, Task> story
    )
    {
        NetworkListener listener = _network.Listen("seam", SeamPort);
        _kernel.Spawn("seam", async () =>
        {
            Stream near = await listener.AcceptAsync();
            Stream far = await _node.ConnectAsync(default);
            await Task.WhenAll(new FrameSeam(near, far, forth).RunAsync(), new FrameSeam(far, near, back).RunAsync());
        });
        _kernel.Run(async () =>
        {
            Stream stream = await _network.ConnectAsync(SimulatedNode.Controller, "seam", SeamPort);
            await using AgentConnection connection = await AgentConnection.OpenAsync(stream, _node.Options("s1"));
            await story(connection);
        });
    }
}
