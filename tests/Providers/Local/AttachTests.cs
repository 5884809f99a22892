using Scalewright.Streams;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Local.Tests;

public sealed class AttachTests : IDisposable
{
    // Timeout for expected events.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _started = [];

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task An_attach_process_exits_after_reporting_that_there_is_no_agent(bool endsInput)
    {
        Process attach = Attach("/proc/scalewright-cannot-be-written/n1");
        if (endsInput)
        {
            attach.StandardInput.Close();
        }

        string told = await attach.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
        await attach.WaitForExitAsync().WaitAsync(Limit);

        told.ShouldContain("SW4006");
        attach.ExitCode.ShouldBe(0);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task An_attach_process_of_a_frozen_agent_exits_when_its_input_closes_and_its_output_stays_open()
    {
        string agent = await StartAgentAsync();
        Signals.Send(int.Parse(agent, CultureInfo.InvariantCulture), "STOP");
        try
        {
            Process attach = Attach(_folder.At("nodes", "n1"));
            attach.StandardInput.Close();

            await attach.WaitForExitAsync().WaitAsync(Limit);

            attach.HasExited.ShouldBeTrue();
        }
        finally
        {
            Signals.Send(int.Parse(agent, CultureInfo.InvariantCulture), "CONT");
            Signals.Send(int.Parse(agent, CultureInfo.InvariantCulture), "KILL");
        }
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task An_attach_process_exits_when_its_input_closes_and_the_agent_keeps_running()
    {
        string agent = await StartAgentAsync();
        Process attach = Attach(_folder.At("nodes", "n1"));
        attach.StandardInput.Close();

        await attach.WaitForExitAsync().WaitAsync(Limit);

        await using AgentConnection again = await ConnectAsync();
        (await IdAsync(again)).ShouldBe(agent);
        Signals.Send(int.Parse(agent, CultureInfo.InvariantCulture), "KILL");
    }

    [Fact]
    public async Task A_start_that_fails_is_reported_with_the_final_lines_of_the_agents_output()
    {
        _folder.Write("ends", "");
        Directory.CreateDirectory(_folder.At("nodes", "n1"));

        AgentException failed = await Should.ThrowAsync<AgentException>(ConnectAsync);

        // The agent of tests/support/Programs writes six lines and exits with code 70 if its folder has a file "ends".
        failed.Code.ShouldBe(ProblemCode.AgentExited);
        failed.Message.ShouldContain(
            "the agent exited with code 70 immediately after its start; its final output: line 2 | line 3 | line 4 | line 5 | line 6"
        );
    }

    private static async Task<string> IdAsync(AgentConnection agent)
    {
        CommandResult result = await agent.RunAsync(new CommandRequest(["sh", "-c", "echo $PPID"]));
        return int.Parse(result.Output, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<string> StartAgentAsync()
    {
        Directory.CreateDirectory(_folder.At("nodes", "n1"));
        await using AgentConnection first = await ConnectAsync();
        return await IdAsync(first);
    }

    private Task<AgentConnection> ConnectAsync() =>
        AgentConnection.OpenAsync(
            new ProcessStream(Start(_folder.At("nodes", "n1"))),
            new AgentConnectionOptions
            {
                Node = "n1",
                SessionId = _folder.At("nodes", "n1"),
                ResponseTimeout = Limit,
            }
        );

    private Process Attach(string folder)
    {
        Process process = Start(folder);
        _started.Add(process);
        return process;
    }

    private static Process Start(string folder)
    {
        ProcessStartInfo start = TestProgram.Describe("scalewright-agent", "attach", folder, "n1");
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        start.StandardOutputEncoding = Encoding.Latin1;
        return Process.Start(start)!;
    }
}
