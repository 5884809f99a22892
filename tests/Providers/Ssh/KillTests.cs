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

    // As POSIX describes it: a program that waits for whole seconds only.
    private const string WholeSeconds = """
        #!/bin/sh
        case $1 in *.*) exit 1;; esac
        exec /bin/sleep "$1"

        """;

    private static readonly string[] Programs = ["mkdir", "rmdir", "mv", "rm", "chmod"];

    [MachineFact("ssh-machines")]
    public Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step() =>
        WithProgramsAsync("killers", Killer, Programs, KillAtEachAsync);

    [MachineFact("ssh-machines")]
    public Task The_lock_of_a_killed_program_is_broken_on_a_machine_that_sleeps_for_whole_seconds() =>
        WithProgramsAsync("sleepers", WholeSeconds, ["sleep"], async _ =>
        {
            Directory.CreateDirectory(There("locked", "lock"));
            await using SshProvider provider = new(
                [SshLab.AddressOf(Machine)],
                new SshOptions { Client = lab.Options, Folder = "/tmp/locked" }
            );
            ContractRequests requests = new(new Random(7), "locked", static name => new NodeSpec(name, 1));

            StepOutcome created = await provider.ApplyOneAsync(requests.CreateNode("n1"));
            ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = requests.Owner.Lineage, Cluster = "locked" });

            created.Result.ShouldBe(StepResult.Succeeded, $"{created.Problem}");
            report.IsClean.ShouldBeTrue(report.ToString());
            Directory.Exists(There("locked")).ShouldBeFalse();
        });

    private async Task WithProgramsAsync(string folder, string script, string[] names, Func<string, Task> act)
    {
        string tools = Directory.CreateDirectory(lab.At(folder)).FullName;
        foreach (string name in names)
        {
            await File.WriteAllTextAsync(Path.Join(tools, name), script);
            lab.OnHub("chmod", "755", Path.Join(tools, name));
        }

        lab.Serve(Machine, $"SetEnv PATH={tools}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        try
        {
            await act(tools);
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
            (exit, string errors) = await RunHostAsync(tools, agent.Program, runs + 1);
            new[] { KilledCode, 0 }.ShouldContain(exit, errors);
            await File.WriteAllTextAsync(Path.Join(tools, "at"), "1000000");
            await ReapAsync();

            File.Exists(There("killed", "mark")).ShouldBeFalse($"killed after {runs + 1}");
            Directory.Exists(There("killed-agent")).ShouldBeFalse($"killed after {runs + 1}");
        }

        Directory.Exists(There("killed")).ShouldBeFalse();
        runs.ShouldBeGreaterThan(RunsMin);
    }

    private string There(params string[] parts) => lab.At([Machine.ToString(CultureInfo.InvariantCulture), "tmp", .. parts]);

    private async Task<(int Exit, string Errors)> RunHostAsync(string tools, string agent, int at)
    {
        await File.WriteAllTextAsync(Path.Join(tools, "count"), "");
        await File.WriteAllTextAsync(Path.Join(tools, "at"), at.ToString(CultureInfo.InvariantCulture));
        ProcessStartInfo start = TestProgram.Describe(
            "ssh",
            "cluster",
            lab.Folder,
            SshLab.HostOf(Machine),
            Folder,
            agent,
            Path.Join(tools, "id")
        );
        start.RedirectStandardError = true;
        using Process host = Process.Start(start)!;
        string errors = await host.StandardError.ReadToEndAsync();
        await host.WaitForExitAsync();
        return (host.ExitCode, errors);
    }

    private async Task ReapAsync()
    {
        await using SshProvider provider = new([SshLab.AddressOf(Machine)], new SshOptions { Client = lab.Options, Folder = Folder });
        await EveryLineage.ReapAsync(provider);
    }
}
