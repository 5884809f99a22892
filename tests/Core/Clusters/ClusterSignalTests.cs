using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public sealed class ClusterSignalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly World _world;

    public ClusterSignalTests() => _world = new World(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("TERM", 143), InlineData("INT", 130)]
    public async Task F_PROC_03_told_to_end_a_program_finishes_the_step_and_says_so_by_its_exit_code(string signal, int expected)
    {
        using ClusterHost host = ClusterHost.Start("serve", _world.State, _world.Folder, "40", "100");
        await host.WaitForAsync("provider.after");

        host.Signal(signal);
        int exit = await host.EndAsync();

        exit.ShouldBe(expected);
        host.Lines.Count(line => line == "provider.after").ShouldBe(host.Lines.Count(line => line == "provider.before"));
        host.Lines.ShouldContain("closed");
        await using LiveCluster cluster = await _world.OpenAsync();
        string[] there = await _world.InventoryAsync();
        World.Words(await cluster.ObserveAsync()).ShouldBe(there);
        there.Length.ShouldBe(host.Lines.Count(line => line == "provider.after"));
    }

    [Fact]
    public async Task F_PROC_03_a_program_that_has_nothing_to_do_ends_at_once()
    {
        using ClusterHost host = ClusterHost.Start("serve", _world.State, _world.Folder, "2", "0");
        await host.WaitForAsync("size 2");

        host.Signal("TERM");

        (await host.EndAsync()).ShouldBe(143);
        (await _world.InventoryAsync()).ShouldBe(World.Words(World.Sized(2)));
    }

    [Fact]
    public async Task F_PROC_04_told_twice_it_ends_at_once_and_its_state_can_be_read()
    {
        using ClusterHost host = ClusterHost.Start("serve", _world.State, _world.Folder, "5", "600000");
        await host.WaitForAsync("provider.before");

        host.Signal("INT");
        await host.WaitForAsync("ending");
        host.Signal("INT");

        (await host.EndAsync()).ShouldBe(130);
        host.Lines.ShouldNotContain("closed");
        await using LiveCluster cluster = await _world.OpenAsync();
        World.Words(await cluster.ObserveAsync()).ShouldBe(await _world.InventoryAsync());
        await cluster.DestroyAsync();
        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    [Theory, InlineData("8"), InlineData("2"), InlineData("look")]
    public async Task F_PROC_05_a_frozen_program_does_nothing_more_once_another_took_over(string next)
    {
        using ClusterHost frozen = ClusterHost.Start("hold", _world.State, _world.Folder, "5");
        await frozen.WaitForAsync("size 5");
        frozen.Signal("STOP");

        await using LiveCluster heir = await TakeOverAsync();
        await heir.ApplyAsync(World.Sized(7));
        frozen.Tell(next);
        frozen.Signal("CONT");
        frozen.CloseInput();
        await frozen.EndAsync();

        frozen.Lines.ShouldContain("refused SW3003 lease-lost");
        (await _world.InventoryAsync()).ShouldBe(World.Words(World.Sized(7)));
        World.Words(await heir.ObserveAsync()).ShouldBe(World.Words(World.Sized(7)));
    }

    [Fact]
    public async Task F_PROC_05_frozen_between_two_steps_it_does_not_begin_the_next()
    {
        string gate = _folder.Write($"world/{FolderProvider.Gate}", "");
        using ClusterHost frozen = ClusterHost.Start("serve", _world.State, _world.Folder, "9", "0");
        await frozen.WaitForAsync("provider.before");
        frozen.Signal("STOP");
        File.Delete(gate);

        await using LiveCluster heir = await _world.OpenAsync(World.Store with { ForceUnlockId = await LockAsync() });
        await heir.DestroyAsync();
        frozen.Signal("CONT");
        await frozen.EndAsync();

        frozen.Lines.Count(line => line == "provider.before").ShouldBe(1);
        frozen.Lines.ShouldContain(line => line.Contains("[SW3003]", StringComparison.Ordinal));

        // The running step completed; the next owner finds its resource by the ownership tag.
        await heir.RepairAsync();
        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    // A lease expires one second after the last change without a notification, so the takeover is retried.
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

    private async Task<string> LockAsync()
    {
        StateException refused = await Should.ThrowAsync<StateException>(() => _world.OpenAsync());
        return refused.Problems[0].Advice.Split('\'')[1];
    }
}
