namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class KillTests(SshLab lab)
{
    private const int Machine = 3;
    private const int RunsMin = 8;
    private const int RunsMax = 60;
    private const int KilledCode = 137;
    private const string Folder = "/tmp/killed";

    // Each program writes a line after a successful change. The program with the given number, or any later one, kills
    // the process that owns the cluster. Attempts to acquire the lock of a killed process fail and do not count; after
    // many of them the lock is broken.
    private const string Killer = """
        #!/bin/sh
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        t=${0%/*}
        "${0##*/}" "$@"; code=$?
        [ "$code" != 0 ] || echo x >>"$t/count"
        [ "$(wc -l <"$t/count")" -lt "$(cat "$t/at")" ] || kill -9 "$(cat "$t/id")" 2>/dev/null
        exit $code

        """;

    private static readonly string[] Programs = ["mkdir", "rmdir", "mv", "rm", "chmod"];

    [MachineFact("ssh-machines")]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        string tools = Directory.CreateDirectory(lab.At("killers")).FullName;
        foreach (string name in Programs)
        {
            await File.WriteAllTextAsync(Path.Join(tools, name), Killer);
            lab.OnHub("chmod", "755", Path.Join(tools, name));
        }

        lab.Serve(Machine, $"SetEnv PATH={tools}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        try
        {
            await KillAtEachAsync(tools);
        }
        finally
        {
            lab.Serve(Machine);
        }
    }

    private async Task KillAtEachAsync(string tools)
    {
        AgentDeployerOptions agent = AgentTests.MakeOptions(lab, "unused");
        int runs = 0;
        for (int exit = KilledCode; exit == KilledCode; runs++)
        {
            runs.ShouldBeLessThan(RunsMax);
            (exit = await RunHostAsync(tools, agent.Program, runs + 1)).ShouldBeOneOf(KilledCode, 0);
            await File.WriteAllTextAsync(Path.Join(tools, "at"), "1000000");
            await ReapAsync();

            File.Exists(There("killed", "mark")).ShouldBeFalse($"killed after {runs + 1}");
            Directory.Exists(There("killed-agent")).ShouldBeFalse($"killed after {runs + 1}");
        }

        Directory.Exists(There("killed")).ShouldBeFalse();
        runs.ShouldBeGreaterThan(RunsMin);
    }

    private string There(params string[] parts) => lab.At([Machine.ToString(CultureInfo.InvariantCulture), "tmp", .. parts]);

    private async Task<int> RunHostAsync(string tools, string agent, int at)
    {
        await File.WriteAllTextAsync(Path.Join(tools, "count"), "");
        await File.WriteAllTextAsync(Path.Join(tools, "at"), at.ToString(CultureInfo.InvariantCulture));
        using Process host = TestProgram.Start("ssh", "cluster", lab.Folder, SshLab.HostOf(Machine), Folder, agent, Path.Join(tools, "id"));
        await host.WaitForExitAsync();
        return host.ExitCode;
    }

    private async Task ReapAsync()
    {
        await using SshProvider provider = new([SshLab.AddressOf(Machine)], new SshOptions { Client = lab.Options, Folder = Folder });
        await EveryLineage.ReapAsync(provider);
    }
}
