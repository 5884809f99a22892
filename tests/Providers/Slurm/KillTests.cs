namespace Slurm.Tests;

[Collection(SharedSlurm.Name)]
public sealed class KillTests(SlurmLab lab)
{
    private const int MinKills = 4;
    private const int MaxKills = 40;
    private const int KilledCode = 137;

    private static readonly string[] Changes = ["sbatch", "scancel", "scontrol"];

    // Script that wraps the Slurm command of the same name. Each call decrements a counter in a file. The call that
    // reaches zero kills the program, before or after the command runs, and reports that it has finished.
    private const string Wrapper = """
        #!/bin/sh
        name=${0##*/} folder=${0%/*}
        left=$(flock "$folder/left" sh -c 'n=$(($(cat "$1") - 1)); echo $n >"$1"; echo $n' sh "$folder/left")
        [ "$left" -eq 0 ] || exec "/usr/bin/$name" "$@"
        [ "$(cat "$folder/moment")" = after ] && "/usr/bin/$name" "$@" >/dev/null 2>&1
        until [ -s "$folder/pid" ]; do sleep 0.02; done
        kill -KILL "$(cat "$folder/pid")"
        : >"$folder/killed"
        """;

    [MachineTheory("slurm"), InlineData("before"), InlineData("after")]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step(string moment)
    {
        string folder = MakeWrappers(moment);
        int kills = 0;
        for (int exit = KilledCode; exit == KilledCode; kills++)
        {
            kills.ShouldBeLessThan(MaxKills);
            exit = await RunAsync(folder, kills + 1);
            exit.ShouldBeOneOf(KilledCode, 0);
            await UntilNothingIsUnderWayAsync(folder);
            await ReapAsync();

            (await TestJobs.JobsAsync(lab)).ShouldBeEmpty($"killed {moment} change {kills + 1}, with {exit}");
        }

        kills.ShouldBeGreaterThan(MinKills);
    }

    private string MakeWrappers(string moment)
    {
        string folder = Directory.CreateDirectory(lab.At($"kills-{moment}")).FullName;
        File.WriteAllText(Path.Combine(folder, "moment"), moment);
        foreach (string change in Changes)
        {
            string path = Path.Combine(folder, change);
            File.WriteAllText(path, Wrapper);
            Command.Run("chmod", folder, new Dictionary<string, string>(), "700", path).ExitCode.ShouldBe(0);
        }

        return folder;
    }

    private async Task<int> RunAsync(string folder, int killAt)
    {
        (string pid, string killed) = (Path.Combine(folder, "pid"), Path.Combine(folder, "killed"));
        File.Delete(pid);
        File.Delete(killed);
        await File.WriteAllTextAsync(Path.Combine(folder, "left"), $"{killAt}\n");
        ProcessStartInfo start = TestProgram.Describe("slurm");
        start.Environment["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["SLURM_CONF"] = lab.Options.Environment["SLURM_CONF"];
        using Process host = Process.Start(start)!;
        await File.WriteAllTextAsync($"{pid}.new", host.Id.ToString(CultureInfo.InvariantCulture));
        File.Move($"{pid}.new", pid);
        await host.WaitForExitAsync();
        while (host.ExitCode == KilledCode && !File.Exists(killed))
        {
            await Task.Delay(20);
        }

        return host.ExitCode;
    }

    // Commands that the killed program had started concurrently continue, and may create a job after the reaper has
    // listed the jobs. Their command lines contain the program's path. Those of jobs contain it too, and a job number.
    private static async Task UntilNothingIsUnderWayAsync(string folder)
    {
        while (
            Directory
                .EnumerateDirectories("/proc")
                .Any(process =>
                    int.TryParse(Path.GetFileName(process), out _)
                    && TestJobs.Says(process, $"PATH={folder}:", "environ")
                    && !TestJobs.Says(process, "SLURM_JOB_ID=", "environ")
                )
        )
        {
            await Task.Delay(20);
        }
    }

    private async Task ReapAsync()
    {
        await using SlurmProvider provider = new(TestJobs.OptionsFor(lab));
        await EveryLineage.ReapAsync(provider);
    }
}
