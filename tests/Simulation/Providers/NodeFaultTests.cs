namespace Simulation.Tests.Providers;

public class NodeFaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public Task A_node_with_a_crashed_machine_is_failed_and_unreachable() =>
        Simulate(
            async (provider, node) =>
            {
                provider.Inject(new CrashNode("node-1"));

                (await provider.ObserveAsync(null)).Single().State.ShouldBe(ResourceState.Failed);
                AgentException failure = await Failures.OfAsync<AgentException>(() => provider.ConnectAsync(node));

                failure.Code.ShouldBe(ProblemCode.TimedOut);
                provider.GetRecentEvents("node-1")[^1].Description.ShouldBe("its machine failed");
            }
        );

    [Fact]
    public Task F_PROC_08_a_restarted_node_has_a_new_boot_ID_and_keeps_its_files() =>
        Simulate(
            async (provider, node) =>
            {
                string before;
                await using (INodeConnection connection = await provider.ConnectAsync(node))
                {
                    before = connection.BootId;
                    await connection.PutFileAsync("/srv/kept", new MemoryStream(Encoding.UTF8.GetBytes("kept")));
                }

                provider.Inject(new RestartNode("node-1"));
                await Task.Delay(31 * Second, provider.Clock);

                await using INodeConnection again = await provider.ConnectAsync(node);
                again.BootId.ShouldNotBe(before);
                (await again.RunAsync(new CommandRequest(["cat", "/srv/kept"]))).Output.ShouldBe("kept");
            }
        );

    [Fact]
    public Task A_restarted_node_is_off_for_the_given_duration_and_then_boots() =>
        Simulate(
            async (provider, node) =>
            {
                string before;
                await using (INodeConnection connection = await provider.ConnectAsync(node))
                {
                    before = connection.BootId;
                }

                provider.Inject(new RestartNode("node-1") { Duration = 60 * Second });
                await Task.Delay(59 * Second, provider.Clock);
                await Failures.OfAsync<AgentException>(() => provider.ConnectAsync(node));
                await Task.Delay(32 * Second, provider.Clock);

                await using INodeConnection again = await provider.ConnectAsync(node);
                again.BootId.ShouldNotBe(before);
            }
        );

    [Fact]
    public Task F_PROC_06_a_crashed_agent_is_detected_at_once_and_restarts_with_a_new_boot_ID() =>
        Simulate(
            async (provider, node) =>
            {
                await using INodeConnection connection = await provider.ConnectAsync(node);
                string before = connection.BootId;
                Task<CommandResult> running = connection.RunAsync(new CommandRequest(["sleep", "100"]));
                await Task.Delay(Second, provider.Clock);

                provider.Inject(new CrashAgent("node-1") { Duration = 60 * Second });
                AgentException refused = await Failures.OfAsync<AgentException>(() => provider.ConnectAsync(node));
                await Task.Delay(61 * Second, provider.Clock);
                await using INodeConnection again = await provider.ConnectAsync(node);

                refused.Code.ShouldBe(ProblemCode.ConnectionLost);
                again.BootId.ShouldNotBe(before);
                await Failures.OfAsync<AgentException>(() => running);
            }
        );

    [Fact]
    public Task F_DISK_01_a_full_node_disk_rejects_writes_preserves_files_and_recovers_when_the_fault_ends() =>
        Simulate(
            async (provider, node) =>
            {
                await using INodeConnection connection = await provider.ConnectAsync(node);
                await connection.PutFileAsync("/srv/kept", new MemoryStream([1, 2, 3]));
                provider.Inject(new FillDisk("node-1") { Duration = 60 * Second });
                provider.Inject(new FillDisk("node-1") { Duration = 30 * Second });

                AgentException refused = await Failures.OfAsync<AgentException>(() =>
                    connection.PutFileAsync("/srv/more", new MemoryStream([4]))
                );
                await Task.Delay(31 * Second, provider.Clock);
                await Failures.OfAsync<AgentException>(() => connection.PutFileAsync("/srv/more", new MemoryStream([4])));
                using MemoryStream kept = new();
                await connection.GetFileAsync("/srv/kept", kept);
                await Task.Delay(30 * Second, provider.Clock);
                await connection.PutFileAsync("/srv/more", new MemoryStream([4]));

                refused.Message.ShouldContain("No space left");
                kept.ToArray().ShouldBe([1, 2, 3]);
            }
        );

    [Fact]
    public Task A_frozen_node_responds_after_it_resumes() =>
        Simulate(
            async (provider, node) =>
            {
                await using INodeConnection connection = await provider.ConnectAsync(node);
                provider.Inject(new FreezeNode("node-1") { Duration = 8 * Second });

                TimeSpan time = await connection.PingAsync();

                time.ShouldBeInRange(8 * Second, 17 * Second);
            }
        );

    [Fact]
    public Task A_node_can_be_paused_and_resumed() =>
        Simulate(
            async (provider, node) =>
            {
                await provider.PauseAsync(node);
                await Failures.OfAsync<AgentException>(() => provider.ConnectAsync(node));

                await provider.ResumeAsync(node);

                await using INodeConnection connection = await provider.ConnectAsync(node);
                (await connection.RunAsync(new CommandRequest(["hostname"]))).Output.ShouldBe("node-1\n");
            }
        );

    [Theory, InlineData(true, true), InlineData(true, false), InlineData(false, true)]
    public Task F_NET_01_and_02_a_node_cut_off_in_any_direction_is_unreachable_until_the_cut_ends(bool inbound, bool outbound) =>
        Simulate(
            async (provider, node) =>
            {
                provider.Inject(
                    new IsolateHost("node-1")
                    {
                        BlocksInbound = inbound,
                        BlocksOutbound = outbound,
                        Duration = 60 * Second,
                    }
                );

                await Failures.OfAsync<AgentException>(() => provider.ConnectAsync(node));
                (await provider.ObserveAsync(null)).Single().State.ShouldBe(ResourceState.Ready);
                await Task.Delay(60 * Second, provider.Clock);

                await using INodeConnection connection = await provider.ConnectAsync(node);
                await connection.PingAsync();
            }
        );

    [Fact]
    public Task F_NET_03_overlapping_cuts_end_independently() =>
        Simulate(
            async (provider, node) =>
            {
                provider.Inject(new PartitionHosts(["controller"], ["node-1", "node-2"]) { Duration = 30 * Second });
                provider.Inject(new CutLink("node-1", "controller") { IsOneWay = true, Duration = 90 * Second });
                await Task.Delay(40 * Second, provider.Clock);
                await Failures.OfAsync<AgentException>(() => provider.ConnectAsync(node));

                provider.Inject(new HealNetwork());

                await using INodeConnection connection = await provider.ConnectAsync(node);
            }
        );

    [Fact]
    public Task F_NET_06_a_connection_continues_over_a_new_stream_after_a_reset() =>
        Simulate(
            async (provider, node) =>
            {
                await using INodeConnection connection = await provider.ConnectAsync(node);
                Task<CommandResult> running = connection.RunAsync(new CommandRequest(["sleep", "20"]));
                await Task.Delay(Second, provider.Clock);

                provider.Inject(new ResetStreams("controller", "node-1"));

                (await running).ExitCode.ShouldBe(0);
                (await connection.RunAsync(new CommandRequest(["true"]))).ExitCode.ShouldBe(0);
            }
        );

    [Fact]
    public Task F_NET_07_a_poor_link_slows_a_transfer_and_preserves_its_content() =>
        Simulate(
            async (provider, node) =>
            {
                LinkModel awful = new()
                {
                    Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(300)),
                    MaxBytesPerSecond = 8_000,
                    Loss = 0.1,
                };
                provider.Inject(new ChangeLink("controller", "node-1", awful));
                byte[] content = Encoding.UTF8.GetBytes(
                    string.Concat(Enumerable.Range(0, 5_000).Select(number => number.ToString("D5", CultureInfo.InvariantCulture)))
                );
                await using INodeConnection connection = await provider.ConnectAsync(node);
                TimeSpan before = provider.Elapsed;

                await connection.PutFileAsync("/srv/file", new MemoryStream(content));

                (provider.Elapsed - before).ShouldBeGreaterThan(3 * Second);
                provider.Inject(new ChangeLink("controller", "node-1", LinkModel.Default));
                using MemoryStream back = new();
                await connection.GetFileAsync("/srv/file", back);
                back.ToArray().ShouldBe(content);
            }
        );

    [Fact]
    public Task F_TIME_02_a_node_reports_its_own_time() =>
        Simulate(
            async (provider, node) =>
            {
                provider.Inject(new JumpClock("node-1", TimeSpan.FromDays(-365 * 5)));
                await using INodeConnection connection = await provider.ConnectAsync(node);

                CommandResult date = await connection.RunAsync(new CommandRequest(["date"]));

                date.Output.ShouldStartWith("1995-");
                provider.Clock.GetUtcNow().Year.ShouldBe(2000);
            }
        );

    [Fact]
    public Task A_user_program_runs_on_a_node_and_a_shell_is_rejected_with_an_alternative() =>
        Simulate(
            async (provider, node) =>
            {
                await using INodeConnection connection = await provider.ConnectAsync(node);

                CommandResult doubled = await connection.RunAsync(new CommandRequest(["double", "21"]) { Input = "in" });
                AgentException refused = await Failures.OfAsync<AgentException>(() =>
                    connection.RunAsync(new CommandRequest(["sh", "-c", "echo hi"]))
                );

                (doubled.Output, doubled.Error, doubled.ExitCode).ShouldBe(("42", "in", 3));
                refused.Message.ShouldContain("no shell 'sh'");
                refused.Message.ShouldContain("SimulationOptions.Programs");
            },
            new SimulationOptions { Programs = ValueMap<SimulatedProgram>.Empty.With("double", DoubleAsync) }
        );

    private static async Task<int> DoubleAsync(SimulatedProgramContext call, CancellationToken cancellationToken)
    {
        await Task.Delay(Second, call.Clock, cancellationToken);
        call.Write((2 * int.Parse(call.Request.Command[1], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
        call.WriteError(call.Request.Input);
        return 3;
    }

    // Filesystem Hierarchy Standard 3.0, sections 3.2 and 5.2: a Linux system has /srv and /var/lib, and no /data.
    [Fact]
    public Task A_file_can_be_written_to_a_folder_of_the_system_or_of_mkdir_and_to_no_other() =>
        Simulate(
            async (provider, node) =>
            {
                await using INodeConnection connection = await provider.ConnectAsync(node);
                foreach (string path in (string[])["/a", "/var/a", "/srv/a", "/var/lib/a"])
                {
                    await connection.PutFileAsync(path, new MemoryStream([1]));
                }

                AgentException failure = await Failures.OfAsync<AgentException>(() =>
                    connection.PutFileAsync("/data/set/a", new MemoryStream([1]))
                );
                failure.Problems[0].Message.ShouldContain("there is no folder '/data/set'");
                await Failures.OfAsync<AgentException>(() => connection.PutFileAsync("/tmp", new MemoryStream([1])));
                await connection.PutFileAsync("/tmp/a", new MemoryStream([1]));

                (await connection.RunAsync(new CommandRequest(["mkdir", "-p", "/data/set", "/data/set"]))).ExitCode.ShouldBe(0);
                await connection.PutFileAsync("/data/set/a", new MemoryStream([1]));
                CommandResult taken = await connection.RunAsync(new CommandRequest(["mkdir", "-p", "/data/set/a/b"]));
                (taken.ExitCode, taken.Error).ShouldBe((1, "mkdir: 'data/set/a' is a file.\n"));
            }
        );

    [Fact]
    public async Task A_simulated_program_lists_the_files_of_a_folder_without_its_folders()
    {
        ValueList<string> names = [];
        SimulationOptions options = new() { Programs = ValueMap<SimulatedProgram>.Empty.With("index", async (call, token) =>
            {
                await call.Files.CreateFolderAsync("/data/old", token);
                await (await call.Files.CreateAsync("/data/b", token)).DisposeAsync();
                await (await call.Files.CreateAsync("/data/a", token)).DisposeAsync();
                names = await call.Files.ListAsync("/data", token);
                await Failures.OfAsync<DirectoryNotFoundException>(() => call.Files.ListAsync("/data/new", token).AsTask());
                return 0;
            }) };

        await Simulate(
            async (provider, node) =>
            {
                await using INodeConnection connection = await provider.ConnectAsync(node);
                (await connection.RunAsync(new CommandRequest(["index"]))).ExitCode.ShouldBe(0);
            },
            options
        );

        names.ShouldBe(["a", "b"]);
    }

    private static async Task Simulate(Func<SimulationProvider, Resource, Task> program, SimulationOptions? options = null)
    {
        await using SimulationProvider provider = new() { Seed = 1, Options = options ?? new SimulationOptions() };
        await provider.RunAsync(async () =>
        {
            await provider.ApplyAllAsync(Orders.CreateNode("node-1"));
            ValueList<Resource> ready = await provider.ObserveWhenAsync(all => all.All(one => one.State == ResourceState.Ready));
            await program(provider, ready.Single());
        });
    }
}
