using Scalewright.Providers.Containers;
using Xunit.Abstractions;

namespace Containers.Tests;

/// <summary>Programs that are killed while they create, change and remove a cluster with networks.</summary>
[Collection(SharedContainers.Name)]
public class KillTests(ContainerLabs labs, ITestOutputHelper report)
{
    // 128 and the number of SIGKILL.
    private const int KilledCode = 137;
    private const int MinChanges = 15;
    private const int MaxReaps = 50;
    private const int MaxRunsOfKill = 4;

    // The engine may complete a request of a killed program after a list shows nothing.
    private const int CleanLists = 5;

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT"), Trait(Category.Name, Category.Campaign)]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step(string engine)
    {
        int changes = await RunAsync(engine, 0);
        changes.ShouldBeGreaterThan(MinChanges);

        foreach (int kill in Campaign.IsFull ? Enumerable.Range(1, changes) : [1, changes / 3, changes * 2 / 3, changes])
        {
            await RunAsync(engine, kill);
        }
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT"), Trait(Category.Name, Category.Campaign)]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task The_reaper_removes_all_leftovers_of_a_program_killed_at_a_random_time(string engine)
    {
        long start = TimeProvider.System.GetTimestamp();
        using (Process complete = Start(engine, 0))
        {
            await complete.WaitForExitAsync();
        }

        TimeSpan duration = TimeProvider.System.GetElapsedTime(start);

        Random random = new(9);
        int killCount = Campaign.Count("SCALEWRIGHT_KILL_COUNT", sample: 3, full: 5);
        int kills = 0;
        for (int run = 1; kills < killCount; run++)
        {
            run.ShouldBeLessThan((killCount * MaxRunsOfKill) + 1, $"only {kills} programs were killed");
            TimeSpan delay = duration * random.NextDouble();
            using Process program = Start(engine, 0);
            try
            {
                await program.WaitForExitAsync().WaitAsync(delay, TimeProvider.System);
            }
            catch (TimeoutException)
            {
                program.Kill();
            }

            await program.WaitForExitAsync();
            program.ExitCode.ShouldBeOneOf([0, KilledCode], $"run {run} of {delay}");
            kills += program.ExitCode == KilledCode ? 1 : 0;
            await AssertNothingRemainsAsync(engine, $"killed after {delay}");
        }

        report.WriteLine($"{kills} programs were killed");
    }

    /// <summary>Runs the program, and kills it at a change unless that is 0.</summary>
    /// <returns>The number of changes; 0 if it was killed.</returns>
    private async Task<int> RunAsync(string engine, int kill)
    {
        using Process program = Start(engine, kill);
        string output = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        program.ExitCode.ShouldBe(kill == 0 ? 0 : KilledCode, $"killed at change {kill}");
        await AssertNothingRemainsAsync(engine, $"killed at change {kill}");
        return kill == 0 ? int.Parse(output, CultureInfo.InvariantCulture) : 0;
    }

    private Process Start(string engine, int kill)
    {
        ProcessStartInfo start = TestProgram.Describe("containers", "cluster", $"{labs[engine].Endpoint}", ContainerLab.Image);
        start.Environment["SCALEWRIGHT_KILL_AT"] = kill == 0 ? "never" : $"after a change:{kill}";
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private async Task AssertNothingRemainsAsync(string engine, string when)
    {
        await using ContainersProvider provider = new(TestContainers.OptionsFor(labs[engine]));
        int cleanLists = 0;
        for (int attempt = 1; ; attempt++)
        {
            await EveryLineage.ReapAsync(provider, when);
            string remaining = await labs[engine].ListOwnAsync() + (await labs[engine].SendAsync(HttpMethod.Get, "volumes")).Body;
            cleanLists = remaining.Contains("scalewright", StringComparison.Ordinal) ? 0 : cleanLists + 1;
            if (cleanLists == CleanLists)
            {
                labs[engine]
                    .ListProcesses()
                    .ShouldNotContain(
                        line =>
                            line.Contains("scalewright", StringComparison.Ordinal)
                            && line.Contains("agent serve", StringComparison.Ordinal),
                        when
                    );
                return;
            }

            // An engine completes the requests that the killed program had sent.
            attempt.ShouldBeLessThan(MaxReaps, $"{when}: {remaining}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }
}
