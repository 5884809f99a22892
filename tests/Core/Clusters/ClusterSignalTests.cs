using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public sealed class ClusterSignalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly World _world;

    public ClusterSignalTests() => _world = new World(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory, Trait(Category.Name, Category.Campaign), InlineData("TERM", 143), InlineData("INT", 130)]
    public async Task F_PROC_03_a_signaled_program_completes_its_running_steps_and_exits_with_the_code_of_the_signal(
        string signal,
        int expectedExitCode
    )
    {
        using ClusterHost host = ClusterHost.Start("serve", _world.State, _world.Folder, "40", "100");
        await host.WaitForAsync("provider.after");

        host.Signal(signal);
        int exitCode = await host.WaitForExitAsync();

        exitCode.ShouldBe(expectedExitCode);
        host.Lines.Count(line => line == "provider.after").ShouldBe(host.Lines.Count(line => line == "provider.before"));
        host.Lines.ShouldContain("closed");
        await using LiveCluster cluster = await _world.OpenAsync();
        string[] inventory = await _world.InventoryAsync();
        World.Words(await cluster.ObserveAsync()).ShouldBe(inventory);
        inventory.Length.ShouldBe(host.Lines.Count(line => line == "provider.after"));
    }

    [Fact]
    public async Task F_PROC_03_an_idle_program_exits_on_SIGTERM_and_keeps_its_cluster()
    {
        using ClusterHost host = ClusterHost.Start("serve", _world.State, _world.Folder, "2", "0");
        await host.WaitForAsync("size 2");

        host.Signal("TERM");

        (await host.WaitForExitAsync()).ShouldBe(143);
        (await _world.InventoryAsync()).ShouldBe(World.Words(World.Sized(2)));
    }

    [Fact]
    public async Task F_PROC_04_a_second_signal_ends_a_program_without_closing_and_its_state_stays_readable()
    {
        using ClusterHost host = ClusterHost.Start("serve", _world.State, _world.Folder, "5", "600000");
        await host.WaitForAsync("provider.before");

        host.Signal("INT");
        await host.WaitForAsync("ending");
        host.Signal("INT");

        (await host.WaitForExitAsync()).ShouldBe(130);
        host.Lines.ShouldNotContain("closed");
        await using LiveCluster cluster = await _world.OpenAsync();
        World.Words(await cluster.ObserveAsync()).ShouldBe(await _world.InventoryAsync());
        await cluster.DestroyAsync();
        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    /// <summary>POSIX, Shell Command Language 2.11: a command in the background of a shell without job control ignores SIGINT and SIGQUIT.</summary>
    [LinuxFact, Trait(Category.Name, Category.Campaign)]
    public void Tests_that_send_SIGINT_pass_where_a_shell_ignores_it()
    {
        string filter =
            $"FullyQualifiedName~{nameof(F_PROC_04_a_second_signal_ends_a_program_without_closing_and_its_state_stays_readable)}";
        string[] command =
        [
            "test",
            typeof(ClusterSignalTests).Assembly.Location,
            "--filter",
            filter,
            "--results-directory",
            _folder.At("results"),
        ];

        ProgramResult run = Command.Run(
            "sh",
            _folder.Root,
            new Dictionary<string, string>(StringComparer.Ordinal),
            ["-c", "trap '' INT QUIT; exec dotnet \"$@\"", "sh", .. command]
        );

        run.ExitCode.ShouldBe(0, run.Text);
        run.Output.ShouldContain("Passed!");
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData("8"), InlineData("2"), InlineData("look")]
    public async Task F_PROC_05_a_frozen_program_changes_nothing_after_another_took_over_its_lease(string command)
    {
        using ClusterHost frozen = ClusterHost.Start("hold", _world.State, _world.Folder, "5");
        await frozen.WaitForAsync("size 5");
        frozen.Signal("STOP");

        await using LiveCluster successor = await TakeOverAsync();
        await successor.ApplyAsync(World.Sized(7));
        frozen.SendLine(command);
        frozen.Signal("CONT");
        frozen.CloseInput();
        await frozen.WaitForExitAsync();

        frozen.Lines.ShouldContain("refused SW3003 lease-lost");
        (await _world.InventoryAsync()).ShouldBe(World.Words(World.Sized(7)));
        World.Words(await successor.ObserveAsync()).ShouldBe(World.Words(World.Sized(7)));
    }

    [Fact]
    public async Task F_PROC_05_a_program_frozen_during_a_takeover_does_not_start_its_next_step()
    {
        string gate = _folder.Write($"world/{FolderProvider.Gate}", "");
        using ClusterHost frozen = ClusterHost.Start("serve", _world.State, _world.Folder, "9", "0");
        await frozen.WaitForAsync("provider.before");
        frozen.Signal("STOP");
        File.Delete(gate);

        await using LiveCluster successor = await _world.OpenAsync(World.Store with { ForceUnlockId = await GetLockIdAsync() });
        await successor.DestroyAsync();
        frozen.Signal("CONT");
        await frozen.WaitForExitAsync();

        frozen.Lines.Count(line => line == "provider.before").ShouldBe(1);
        frozen.Lines.ShouldContain(line => line.Contains("[SW3003]", StringComparison.Ordinal));

        // The frozen program completed its running step; the next lease holder finds the resource by its ownership tag.
        await successor.RepairAsync();
        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    // The lease of a frozen program expires after one second. Nothing reports that, so the takeover is retried.
    private async Task<LiveCluster> TakeOverAsync()
    {
        while (true)
        {
            try
            {
                return await _world.OpenAsync(World.Store with { AllowExpiredLeaseTakeover = true });
            }
            catch (StateException exception) when (exception.Code == Scalewright.ProblemCode.StateLocked)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private async Task<string> GetLockIdAsync()
    {
        StateException exception = await Should.ThrowAsync<StateException>(() => _world.OpenAsync());
        return exception.Problems[0].Advice.Split('\'')[1];
    }
}
