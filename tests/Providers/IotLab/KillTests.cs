namespace IotLab.Tests;

public sealed class KillTests
{
    // A mark, two experiments that ask alone and two together, each with its end, and the mark's end; four marks, two experiments, the mark of the node that is given back, the ends of both experiments and three marks.
    private const int KillsMin = 22;
    private const int KillsMax = 50;

    [Fact]
    public async Task F_PROC_01_killed_at_any_step_a_program_leaves_nothing_that_the_reaper_does_not_take_away()
    {
        await using IotLabServer server = await IotLabServer.StartAsync();

        int kills = await TestbedKills.RunAsync(server, "iotlab", KillsMax, () => new IotLabProvider(Bench.OptionsFor(server)), when =>
        {
            (server.LiveExperiments.Count, server.Marks.Count).ShouldBe((0, 0), when);
            return Task.CompletedTask;
        });

        kills.ShouldBeGreaterThanOrEqualTo(KillsMin);
    }
}
