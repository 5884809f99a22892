using Scalewright.Agents.Processes;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Sdk.Tests.Agents;

/// <summary>An agent that runs programs as processes of this machine. IDs are those of tests/Faults/rows.tsv.</summary>
public sealed class LocalProgramsTests : IDisposable
{
    // Long enough for a busy machine: only a defect exceeds it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public Task A_program_receives_its_arguments_input_folder_and_variables_unchanged() =>
        Run(async connection =>
        {
            CommandResult result = await connection.RunAsync(
                new CommandRequest([
                    "sh",
                    "-c",
                    "pwd; printf '%s|' \"$@\" \"$COLOUR\"; cat; echo told >&2; exit 3",
                    "sh",
                    "a b",
                    "$HOME",
                    "",
                ])
                {
                    Input = "in\n",
                    WorkingDirectory = _folder.Root,
                    Environment = ValueMap<string>.Empty.With("COLOUR", "dark red"),
                }
            );

            (result.ExitCode, result.Output, result.Error, result.IsOutOfMemoryKilled).ShouldBe(
                (3, $"{_folder.Root}\na b|$HOME||dark red|in\n", "told\n", false)
            );
        });

    [LinuxFact]
    public Task A_program_that_cannot_be_started_is_reported_with_the_reason() =>
        Run(async connection =>
        {
            string plain = _folder.Write("plain", "no program");

            (await RefusalAsync(connection, "no-such-program-anywhere")).ShouldContain(
                "There is no program 'no-such-program-anywhere' in "
            );
            (await RefusalAsync(connection, _folder.At("nothing"))).ShouldContain("There is no program");
            (await RefusalAsync(connection, plain)).ShouldContain("may not be executed");
            (await RefusalAsync(connection, new CommandRequest(["true"]) { WorkingDirectory = _folder.At("nowhere") })).ShouldContain(
                "There is no folder"
            );
        });

    [LinuxFact]
    public async Task An_unpaired_surrogate_is_rejected_and_invalid_UTF_8_output_is_preserved()
    {
        IOException refused = await Should.ThrowAsync<IOException>(() =>
            LocalCommands.RunAsync(new CommandRequest(["touch", _folder.At("ran"), "a\udc80b"]))
        );
        CommandResult result = await LocalCommands.RunAsync(new CommandRequest(["printf", "\\377\\303\\050"]));

        refused.Message.ShouldBe("'a\\udc80b' contains an unpaired surrogate, and a program is given UTF-8");
        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
        result.GetOutputBytes().ShouldBe([0xff, 0xc3, 0x28]);
        result.Output.ShouldBe("\ufffd\ufffd(");
    }

    [LinuxFact]
    public async Task A_listener_receives_the_output_of_a_running_local_command_and_can_stop_it()
    {
        string gate = _folder.At("gate");
        StringBuilder heard = new();
        CommandResult result = await LocalCommands.RunAsync(
            new CommandRequest(["sh", "-c", $"echo one; while [ ! -e {gate} ]; do sleep 0.02; done; echo two >&2"])
            {
                OnOutput = piece =>
                {
                    heard.Append(piece.IsError ? "!" : "").Append(piece.Text);
                    File.WriteAllText(gate, "");
                },
            }
        );
        FormatException thrown = await Should.ThrowAsync<FormatException>(() =>
            LocalCommands.RunAsync(
                new CommandRequest(["sh", "-c", "echo x; sleep 600"]) { OnOutput = _ => throw new FormatException("enough") }
            )
        );

        (result.Output, result.Error, heard.ToString(), thrown.Message).ShouldBe(("one\n", "two\n", "one\n!two\n", "enough"));
    }

    [Fact]
    public void Changing_the_text_of_a_result_changes_its_bytes()
    {
        CommandResult result = CommandResult.FromBytes(0, [0xff], [0xfe]);

        result.ShouldBe(CommandResult.FromBytes(0, [0xff], [0xfe]));
        result.ShouldNotBe(CommandResult.FromBytes(0, [0xfd], [0xfe]));
        (result with { Output = "é" }).GetOutputBytes().ShouldBe([0xc3, 0xa9]);
        (result with { Output = "é" }).GetErrorBytes().ShouldBe([0xfe]);
        (result with { Node = "n1" }).GetOutputBytes().ShouldBe([0xff]);
        new CommandResult(0, "a", "").GetOutputBytes().ShouldBe("a"u8.ToArray());
    }

    [LinuxFact]
    public Task Unread_input_and_large_output_do_not_block_a_command() =>
        Run(async connection =>
        {
            CommandResult deaf = await connection.RunAsync(new CommandRequest(["true"]) { Input = new string('x', 1_000_000) });
            CommandResult echo = await connection.RunAsync(new CommandRequest(["cat"]) { Input = new string('y', 900_000) });

            (deaf.ExitCode, echo.ExitCode, echo.Output.Length).ShouldBe((0, 0, 900_000));
        });

    [LinuxFact]
    public Task F_PROC_09_an_out_of_memory_kill_is_reported_and_other_programs_continue()
    {
        string counter = _folder.Write("vmstat", "pgfault 12\noom_kill 3\n");
        return Run(
            async connection =>
            {
                Task<CommandResult> other = connection.RunAsync(
                    new CommandRequest(["sh", "-c", "while [ ! -e \"$1\" ]; do sleep 0.1; done; echo on", "sh", _folder.At("over")])
                );

                CommandResult killed = await connection.RunAsync(
                    new CommandRequest(["sh", "-c", "echo begun; printf 'pgfault 13\\noom_kill 4\\n' > \"$1\"; kill -9 $$", "sh", counter])
                );

                (killed.ExitCode, killed.IsOutOfMemoryKilled, killed.Output).ShouldBe((137, true, "begun\n"));
                _folder.Write("over", "");
                CommandResult unharmed = await other;
                (unharmed.ExitCode, unharmed.IsOutOfMemoryKilled, unharmed.Output).ShouldBe((0, false, "on\n"));
            },
            new LocalProcessesOptions { OutOfMemoryCounters = [counter] }
        );
    }

    [LinuxFact]
    public Task F_PROC_09_a_program_killed_by_a_signal_is_not_reported_as_out_of_memory() =>
        Run(async connection =>
        {
            CommandResult killed = await connection.RunAsync(new CommandRequest(["sh", "-c", "kill -9 $$"]));
            CommandResult ended = await connection.RunAsync(new CommandRequest(["sh", "-c", "kill -15 $$"]));

            (killed.ExitCode, killed.IsOutOfMemoryKilled, killed.HasTimedOut).ShouldBe((137, false, false));
            ended.ExitCode.ShouldBe(143);
        });

    [LinuxFact]
    public async Task F_PROC_10_a_start_without_a_free_descriptor_fails_naming_the_limit_and_leaves_nothing_open()
    {
        using ClusterHost host = ClusterHost.StartLimited("ulimit -n 256", "fill");
        await host.WaitForExitAsync();
        string[] lines = [.. host.Lines.Where(line => line.Length > 0)];

        lines[0].ShouldBe("hello");
        lines[1].ShouldStartWith("refused whole: ");
        lines[1].ShouldContain("no file descriptor left of its ");
        lines[1].ShouldContain("ulimit -n");
        lines[2..].ShouldBe(["left 0", "hello"]);
    }

    [LinuxFact]
    public async Task F_PROC_10_high_descriptor_numbers_do_not_prevent_starting_a_program()
    {
        using ClusterHost host = ClusterHost.StartLimited("ulimit -n 128", "gaps");
        await host.WaitForExitAsync();

        host.Lines.Where(line => line.Length > 0).ShouldBe(["ended with 0"]);
    }

    [LinuxFact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_10_all_programs_complete_with_few_file_descriptors()
    {
        using ClusterHost host = ClusterHost.StartLimited("ulimit -n 128", "fan", "100");
        await host.WaitForExitAsync();

        host.Lines.Where(line => line.Length > 0).ShouldBe(["100 ended with 0"]);
    }

    [LinuxFact, Trait(Category.Name, Category.Campaign)]
    public Task F_PROC_11_a_program_that_closed_its_pipes_is_killed_with_its_children_at_the_timeout() =>
        Run(async connection =>
        {
            string numbers = _folder.At("numbers");

            CommandResult late = await connection.RunAsync(
                new CommandRequest(["sh", "-c", "exec >&- 2>&- <&-; sleep 600 & echo $$ $! > \"$1\"; wait", "sh", numbers])
                {
                    Timeout = TimeSpan.FromSeconds(2),
                }
            );

            (late.ExitCode, late.HasTimedOut).ShouldBe((137, true));
            string[] ids = (await File.ReadAllTextAsync(numbers)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            Directory.Exists($"/proc/{ids[0]}").ShouldBeFalse("the program itself is reaped");
            await EndedAsync(ids[1]);
        });

    [LinuxFact, Trait(Category.Name, Category.Campaign)]
    public Task F_PROC_11_processes_that_left_the_tree_or_the_session_are_killed_at_the_timeout() =>
        Run(async connection =>
        {
            string numbers = _folder.At("numbers");
            const string Script = "(sleep 600 & echo $! >> \"$1\"); setsid sleep 600 & echo $! >> \"$1\"; wait";

            CommandResult late = await connection.RunAsync(
                new CommandRequest(["sh", "-c", Script, "sh", numbers]) { Timeout = TimeSpan.FromSeconds(2) }
            );

            late.HasTimedOut.ShouldBeTrue();
            string[] ids = await File.ReadAllLinesAsync(numbers);
            ids.Length.ShouldBe(2);
            foreach (string id in ids)
            {
                await EndedAsync(id);
            }
        });

    [LinuxFact, Trait(Category.Name, Category.Campaign)]
    public Task F_PROC_12_a_grandchild_that_keeps_the_pipe_open_does_not_delay_the_result() =>
        Run(async connection =>
        {
            string number = _folder.At("number");

            CommandResult result = await connection.RunAsync(
                new CommandRequest(["sh", "-c", "sleep 600 & echo $! > \"$1\"; echo done", "sh", number]) { Timeout = Patience }
            );

            // The grandchild is a deliberate background process: it outlives the program and is not killed.
            string id = (await File.ReadAllTextAsync(number)).Trim();
            bool lives = Lives(id);
            Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture)).Kill();
            (result.ExitCode, result.Output, result.HasTimedOut, lives).ShouldBe((0, "done\n", false, true));
        });

    private static async Task<string> RefusalAsync(AgentConnection connection, CommandRequest request)
    {
        AgentException refused = await Should.ThrowAsync<AgentException>(() => connection.RunAsync(request));
        (refused.Code, refused.IsOutcomeUnknown).ShouldBe((ProblemCode.AgentCallFailed, false));
        return refused.Message.Replace(": there is", ": There is", StringComparison.Ordinal);
    }

    private static Task<string> RefusalAsync(AgentConnection connection, string program) =>
        RefusalAsync(connection, new CommandRequest([program]));

    // A signal takes effect asynchronously. A zombie process counts as exited.
    private static async Task EndedAsync(string id)
    {
        using CancellationTokenSource late = new(Patience, TimeProvider.System);
        while (Lives(id))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
        }
    }

    private static bool Lives(string id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task Run(Func<AgentConnection, Task> story, LocalProcessesOptions? options = null) =>
        LocalAgent.RunAsync(new LocalProcesses(options), story);
}
