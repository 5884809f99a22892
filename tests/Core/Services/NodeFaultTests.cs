using Scalewright.Agents.BuiltIn;
using NodeFault = Scalewright.Agents.BuiltIn.InjectedFault;
using TemporaryFolder = global::Tests.Shared.TemporaryFolder;

namespace Services.Tests;

public sealed class NodeFaultTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private static Topology OneNode { get; } = Topology.Create("demo").AddProfile(Profile.Create("n").WithCount(1).Build()).Build();

    [Fact]
    public Task A_paused_process_stays_stopped_until_the_fault_is_reverted() =>
        OnLocalAsync(
            async (node, faults) =>
            {
                int process = await SleepAsync(node);

                NodeFault fault = await faults.PauseAsync(process, Long, default);
                await WaitForStateAsync(process, 'T');
                (await faults.ListAsync(default)).ShouldBe([fault]);
                (fault.Kind, fault.Subject).ShouldBe(("pause", process.ToString(CultureInfo.InvariantCulture)));

                await faults.RevertAllAsync(default);
                await WaitForStateAsync(process, 'S');
                (await faults.ListAsync(default)).ShouldBeEmpty();
            }
        );

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task A_pause_ends_by_itself_after_its_duration() =>
        OnLocalAsync(
            async (node, faults) =>
            {
                int process = await SleepAsync(node);

                await faults.PauseAsync(process, TimeSpan.FromSeconds(1), default);

                await WaitForStateAsync(process, 'S');
                await UntilAsync(async () => (await faults.ListAsync(default)).Count == 0);
            }
        );

    [Fact]
    public Task A_fault_whose_keeper_process_was_killed_can_still_be_reverted() =>
        OnLocalAsync(
            async (node, faults) =>
            {
                int process = await SleepAsync(node);
                NodeFault fault = await faults.PauseAsync(process, Long, default);
                using (Process keeper = Process.GetProcessById(KeeperOf(fault)))
                {
                    keeper.Kill();
                }

                await UntilAsync(() => Task.FromResult(KeeperOf(fault) == 0));
                await WaitForStateAsync(process, 'T');
                await faults.RevertAllAsync(default);

                await WaitForStateAsync(process, 'S');
                (await faults.ListAsync(default)).ShouldBeEmpty();
            }
        );

    [Fact]
    public Task CPU_stress_ends_when_the_fault_is_reverted() =>
        OnLocalAsync(
            async (_, faults) =>
            {
                NodeFault fault = await faults.StressCpuAsync(2, Long, default);
                string keeper = KeeperOf(fault).ToString(CultureInfo.InvariantCulture);
                int[] busy = [.. Numbers().Where(process => Words(process) is ["sh", "-c", _, var last] && last == keeper)];
                busy.Length.ShouldBe(2);

                await faults.RevertAllAsync(default);

                await UntilAsync(() => Task.FromResult(!busy.Any(process => StateOf(process) is not ('Z' or 'X'))));
                (await faults.ListAsync(default)).ShouldBeEmpty();
            }
        );

    [Fact]
    public Task A_killed_process_exits_and_leaves_no_fault_listed() =>
        OnLocalAsync(
            async (node, faults) =>
            {
                int process = await SleepAsync(node);

                await faults.KillAsync(process, default);

                await UntilAsync(() => Task.FromResult(StateOf(process) is 'Z' or 'X'));
                AgentException again = await Should.ThrowAsync<AgentException>(() => faults.PauseAsync(int.MaxValue, Long, default));
                again.Message.ShouldContain("No such process");
                (await faults.ListAsync(default)).ShouldBeEmpty();
            }
        );

    [Fact]
    public Task Invalid_fault_requests_are_rejected_and_inject_nothing() =>
        OnLocalAsync(
            async (_, faults) =>
            {
                await Should.ThrowAsync<AgentException>(() => faults.KillAsync(1, default));
                await Should.ThrowAsync<AgentException>(() => faults.PauseAsync(4711, TimeSpan.Zero, default));
                await Should.ThrowAsync<AgentException>(() => faults.PauseAsync(4711, TimeSpan.FromDays(2), default));
                await Should.ThrowAsync<AgentException>(() => faults.FillDiskAsync("files", 0, Long, default));
                await Should.ThrowAsync<AgentException>(() => faults.FillDiskAsync("/tmp/a\nb", 0, Long, default));
                (
                    await Should.ThrowAsync<AgentException>(() => faults.FillDiskAsync("/no/such/folder", 0, Long, default))
                ).Message.ShouldContain("/no/such/folder");
                await Should.ThrowAsync<AgentException>(() => faults.StressCpuAsync(0, Long, default));
                (await faults.ListAsync(default)).ShouldBeEmpty();
            }
        );

    [Fact]
    public async Task A_simulated_node_reports_that_it_has_no_shell()
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        await provider.RunAsync(async token =>
        {
            await using Cluster cluster = await Cluster.Create(OneNode).UseProvider(provider).ProvisionAsync(token);
            IAgentFaultInjection faults = await cluster.Nodes[0].GetServiceAsync<IAgentFaultInjection>(token);
            try
            {
                await faults.PauseAsync(4711, Long, token);
                throw new InvalidOperationException("It should have been refused.");
            }
            catch (AgentException refused)
            {
                refused.Message.ShouldContain("sh");
            }
        });
    }

    private static async Task OnLocalAsync(Func<Node, IAgentFaultInjection, Task> story)
    {
        using TemporaryFolder folder = new();
        await using LocalProvider provider = new(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = folder.Root });
        await using Cluster cluster = await Cluster.Create(OneNode).UseProvider(provider).ProvisionAsync();
        try
        {
            await story(cluster.Nodes[0], await cluster.Nodes[0].GetServiceAsync<IAgentFaultInjection>());
        }
        finally
        {
            await cluster.DestroyAsync();
        }
    }

    /// <summary>Starts a sleeping process, which ends with its node, and returns its process ID.</summary>
    private static async Task<int> SleepAsync(Node node)
    {
        CommandResult started = await node.RunAsync(["sh", "-c", "sleep 600 </dev/null >/dev/null 2>&1 & echo $!"]);
        int process = int.Parse(started.Output, CultureInfo.InvariantCulture);
        await UntilAsync(() => Task.FromResult(StateOf(process) == 'S' && Words(process) is ["sleep", "600"]));
        return process;
    }

    // kill(2) is asynchronous: the process handles the signal when it is scheduled next.
    private static Task WaitForStateAsync(int process, char state) => UntilAsync(() => Task.FromResult(StateOf(process) == state));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), late.Token);
        }
    }

    private static int KeeperOf(NodeFault fault) =>
        Numbers()
            .FirstOrDefault(process =>
                Words(process) is ["sh", "-c", _, _, var id, ..] && id == fault.Id && StateOf(process) is not ('Z' or 'X')
            );

    private static IEnumerable<int> Numbers() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out int number) ? number : 0)
            .Where(number => number > 0);

    private static string[] Words(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").TrimEnd('\0').Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static char StateOf(int process)
    {
        try
        {
            string line = File.ReadAllText($"/proc/{process}/stat");
            return line[line.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'X';
        }
    }
}
