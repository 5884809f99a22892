using System.Text.RegularExpressions;

namespace Ssh.Tests;

/// <summary>Tests the usage example of vt_cluster end to end over real SSH servers.</summary>
[Collection(LabMachines.Name)]
public sealed partial class VirtClusterTests(SshLab lab)
{
    // Unique among concurrent test runs on this machine.
    private static readonly string Folder = string.Create(CultureInfo.InvariantCulture, $"/tmp/virt-cluster-{Environment.ProcessId}");

    private static string Program =>
        Repository.At(
            "samples",
            "VirtCluster",
            "bin",
            AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug",
            "net10.0",
            "VirtCluster"
        );

    [MachineFact("ssh-machines")]
    public async Task The_example_prints_the_expected_output_on_two_machines_and_leaves_nothing_behind()
    {
        string hosts = Write(
            "virt-cluster.json",
            $$"""{"hosts": {"node1": {"address": "{{SshLab.HostOf(1)}}"}, "node2": {"address": "{{SshLab.HostOf(2)}}"} }, "pools": {} }"""
        );

        ProgramResult run = Run(hosts);

        run.ExitCode.ShouldBe(0, run.Text);
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(3, run.Text);
        lines[0].ShouldBe("job-1 has node1; idle: node2");
        lines[1].ShouldBe("Pong from node1");
        lines[2].ShouldMatch(UnifiedLine().ToString());
        lines[2].ShouldContain($" | server({SshLab.HostOf(1)}) ");
        foreach (string machine in (string[])["1", "2"])
        {
            LeftOn(machine).ShouldBeEmpty($"on machine {machine}");
        }

        // Stopped processes may still be exiting.
        await Poll.UntilAsync(() => ProcessesOfTheExample().Length == 0);
    }

    [MachineFact("ssh-machines")]
    public void An_unreachable_machine_is_reported_and_nothing_is_left_on_the_others()
    {
        string hosts = Write(
            "virt-cluster-dead.json",
            $$"""{"hosts": {"node1": {"address": "{{SshLab.HostOf(1)}}"}, "node2": {"address": "{{SshLab.HostOf(2)}}", "shell_port": 2222} } }"""
        );

        ProgramResult run = Run(hosts);

        (run.ExitCode, run.Output).ShouldBe((1, ""), run.Text);
        run.Errors.ShouldContain($"root@{SshLab.HostOf(2)}:2222 refused the connection: no SSH server listens on this port");
        LeftOn("1").ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public void A_dry_run_plans_the_nodes_and_changes_no_file_of_the_machines()
    {
        string hosts = Write(
            "virt-cluster-dry.json",
            $$"""{"hosts": {"node1": {"address": "{{SshLab.HostOf(1)}}"}, "node2": {"address": "{{SshLab.HostOf(2)}}"} } }"""
        );
        string[] before = FilesOf("1", "2");

        ProgramResult dry = Run(hosts, "--dry-run");

        dry.ExitCode.ShouldBe(0, dry.Text);
        dry.Output.ShouldContain("nodes +2 ~0 -0");
        dry.Output.ShouldEndWith("would choose one of node1, node2 for job-1, call it, show its log, and remove all again");
        FilesOf("1", "2").ShouldBe(before);
    }

    [MachineFact("ssh-machines")]
    public void A_dry_run_reports_an_unreachable_machine_with_the_same_error_as_a_real_run()
    {
        string hosts = Write(
            "virt-cluster-dead.json",
            $$"""{"hosts": {"node1": {"address": "{{SshLab.HostOf(1)}}"}, "node2": {"address": "{{SshLab.HostOf(2)}}", "shell_port": 2222} } }"""
        );

        ProgramResult dry = Run(hosts, "--dry-run");

        (dry.ExitCode, dry.Output).ShouldBe((1, ""), dry.Text);
        dry.Errors.ShouldBe(Run(hosts).Errors);
    }

    /// <summary>Lists the files of machines with their modification times.</summary>
    private string[] FilesOf(params string[] machines) =>
        [
            .. machines
                .SelectMany(machine => Directory.GetFileSystemEntries(lab.At(machine, "tmp"), "*", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal)
                .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}"),
        ];

    private string[] LeftOn(string machine) =>
        [
            .. Directory
                .GetFileSystemEntries(lab.At(machine, "tmp"))
                .Where(path => Path.GetFileName(path).StartsWith("virt-cluster", StringComparison.Ordinal)),
        ];

    private string[] ProcessesOfTheExample() =>
        [
            .. Directory
                .GetDirectories("/proc")
                .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
                .Select(CommandLineOf)
                .Where(line =>
                    line.Contains($"{Folder}-agent", StringComparison.Ordinal)
                    || line.Contains(lab.At("virt-config"), StringComparison.Ordinal)
                ),
        ];

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(lab.At(name), text);
        return lab.At(name);
    }

    private ProgramResult Run(string hosts, params string[] more)
    {
        string home = Path.GetDirectoryName(Environment.ProcessPath)!;
        string config = Write(
            "virt-config",
            $"Host *\n  IdentityFile {lab.At("id")}\n  IdentitiesOnly yes\n  UserKnownHostsFile {lab.At("known_hosts")}\n"
        );
        // A test build consists of several files, so a script starts it.
        string agent = Write("virt-cluster-agent", $"#!/bin/sh\nexport DOTNET_ROOT='{home}'\nexec '{Program}' \"$@\"\n");
        lab.OnHub("chmod", "755", agent);
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["DOTNET_ROOT"] = home };
        return Command.Run(
            Program,
            "/",
            variables,
            [
                "run",
                "--provider",
                "ssh",
                "--host-file",
                hosts,
                "--agent",
                agent,
                "--folder",
                Folder,
                "--ssh-program",
                lab.At("ssh"),
                "--ssh-config",
                config,
                .. more,
            ]
        );
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} avocado\.virttest HelloService L\d{4} INFO \| server\(10\.77\.0\.11\) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} avocado\.service\.examples\.hello INFO \| ping reached node1$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex UnifiedLine();
}
