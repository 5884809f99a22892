namespace Experiments.Services.Tests.Processes;

/// <summary>Tests experiments on SSH machines. One line of the INI file selects the machines.</summary>
[Collection(LabMachines.Name)]
public sealed class ShubSshTests(SshLab lab) : IDisposable
{
    // The machines have a /tmp of their own, and share the rest with this one, including the program.
    private readonly string _folder = Directory
        .CreateDirectory(string.Create(CultureInfo.InvariantCulture, $"/var/tmp/shub-ssh-{Environment.ProcessId}"))
        .FullName;

    private static string Definition => Repository.At("samples", "Scalehub", "conf", "experiments", "words.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [MachineFact("ssh-machines", "iptables")]
    public async Task An_experiment_runs_on_SSH_machines_with_matching_record_counts_and_leaves_nothing()
    {
        // A slightly lossy and limited link must not change the counts.
        string conf = Configure(
            hosts: 3,
            more: "links: [{from: consumer-1, to: broker, latency: 0ms, loss: 0.01, bytes_per_second: 4000000}]\n"
        );

        Run(conf, 0, "provision").ShouldStartWith("provisioned 4 hosts");
        Run(conf, 0, "experiment", "start").ShouldBe("queued words-001\nwords-001: 1 run completed, 0 failed");

        string history = Path.Combine(_folder, "experiments-data", "words-001", "base", "run-1.jsonl");
        RunHistory run = HistoryReader.Read(File.ReadAllBytes(history), number: 1, history);
        string[] counts = [.. run.Events.Where(historyEvent => historyEvent.Kind == "count").Select(historyEvent => historyEvent.Text)];
        counts.Select(text => text.Split(':')[0]).ShouldBe(["Source", "Count"]);
        counts.ShouldAllBe(text => text.Split(' ')[1] == text.Split("counted ", StringSplitOptions.None)[1].Split(',')[0]);
        run.Find("nodes").Values[0].ShouldBe(2);
        run.Events.Where(historyEvent => historyEvent.Kind == "deploy").ShouldHaveSingleItem().Text.ShouldContain("consumer-1");
        Machines.ShouldAllBe(machine => !HasRules(machine));
        foreach (string machine in (string[])["1", "2", "3"])
        {
            Directory.EnumerateFileSystemEntries(lab.At(machine, "tmp"), "shub*").ShouldBeEmpty($"on machine {machine}");
        }

        // Stopped processes may still be exiting.
        await Poll.UntilAsync(() => RunningPrograms.Of("/tmp/shub-nodes").Length == 0);
    }

    [MachineFact("ssh-machines", "iptables")]
    public void Shub_runs_an_experiment_on_provisioned_SSH_machines_and_leaves_nothing_after_destroy()
    {
        // The second machine generates the load. A step creates a file on each of the other machines only, and removes
        // it at the end.
        string conf = Provisioned(
            """
            deployment:
              - {name: tune, command: [sh, -c, 'echo tuned > /tmp/shub-tuned'], hosts: pico, undo: [rm, /tmp/shub-tuned]}
              - {name: look, command: [test, -f, /tmp/shub-tuned], hosts: pico-2}
              - {name: miss, command: [test, '!', -e, /tmp/shub-tuned], hosts: broker}
            """
        );

        Run(conf, 0, "provision").ShouldStartWith("provisioned 3 hosts");
        Run(conf, 0, "experiment", "start").ShouldBe("queued words-001\nwords-001: 1 run completed, 0 failed");
        Run(conf, 0, "export").ShouldContain("samples.csv");
        Run(conf, 0, "plot").ShouldEndWith("report.html");
        Run(conf, 0, "destroy").ShouldBe("destroyed");

        string history = Path.Combine(_folder, "experiments-data", "words-001", "base", "run-1.jsonl");
        RunHistory run = HistoryReader.Read(File.ReadAllBytes(history), number: 1, history);
        run.Events.Where(historyEvent => historyEvent.Kind == "deploy")
            .Select(historyEvent => historyEvent.Text.Split(':')[0])
            .ShouldBe(["tune", "look", "miss"]);
        run.Events.Single(historyEvent => historyEvent.Kind == "load")
            .Text.ShouldContain($"2 instances on 2 machines, records from broker at {SshLab.HostOf(2)}:");
        run.Find("throughput").Values.ToArray().Max().ShouldBeGreaterThan(0);
        foreach (string machine in (string[])["1", "2", "3"])
        {
            Directory.EnumerateFileSystemEntries(lab.At(machine, "tmp"), "shub*").ShouldBeEmpty($"on machine {machine}");
        }

        Directory
            .EnumerateFileSystemEntries(Path.Combine(_folder, "t"), "experiment-*")
            .ShouldBeEmpty("keys and addresses went with the run");
    }

    [MachineFact("ssh-machines")]
    public void Missing_provisioned_machines_are_reported_at_the_position_of_the_setting()
    {
        string conf = Provisioned("nodes: [{kind: pico, count: 3}]");
        Run(conf, 1, "experiment", "start").ShouldStartWith($"error: {conf}:12:12 processes.machines: no host is provisioned in '");
        Run(conf, 0, "provision");

        Run(conf, 1, "experiment", "start")
            .ShouldStartWith(
                $"error: {conf}:12:12 processes.machines: the experiment needs 3 consumers and a host for 'broker', and 1 of them is not provisioned; provision more, or use fewer nodes"
            );
    }

    [MachineFact("ssh-machines", "iptables")]
    public void A_missing_requirement_of_a_link_is_reported_with_its_position_and_nothing_is_left()
    {
        // The packet filter of the machine remains, but its iptables program is hidden.
        string conf = Provisioned("links: [{from: pico-1, to: broker, latency: 0ms, loss: 0.01}]");
        Run(conf, 0, "provision");
        string mount = "mount --bind /dev/null \"$(readlink -f \"$(command -v iptables)\")\"";
        OnMachine(2, mount);
        try
        {
            Run(conf, 1, "experiment", "start")
                .ShouldContain(
                    $"words-001{Path.DirectorySeparatorChar}definition.yaml:22:9 links.0: root@{SshLab.HostOf(2)}:22 does not meet the requirements of this fault; missing: iptables; install it there"
                );
        }
        finally
        {
            OnMachine(2, "umount \"$(readlink -f \"$(command -v iptables)\")\"");
        }

        Directory.EnumerateFileSystemEntries(lab.At("2", "tmp"), "shub*").ShouldBeEmpty();
    }

    [MachineTheory("ssh-machines", "iptables")]
    [InlineData("-INT", "-")]
    [InlineData("-KILL", "")]
    public async Task An_interrupted_or_killed_program_leaves_no_link_rules_agents_or_files(string signal, string group)
    {
        string conf = Configure(
            hosts: 3,
            "1h",
            "links: [{from: consumer-1, to: broker, latency: 0ms, loss: 0.01, bytes_per_second: 4000000}]\nfaults: [{at: 0s, slow: [consumer-1, consumer-2], latency: 0ms, loss: 0.5}]\n"
        );
        Run(conf, 0, "provision");
        using Process shub = Process.Start(
            new ProcessStartInfo("setsid", ["dotnet", ShubProgram.Path, "-c", conf, "experiment", "start"])
            {
                WorkingDirectory = _folder,
                RedirectStandardError = true,
                UseShellExecute = false,
                Environment = { ["TMPDIR"] = Variables["TMPDIR"], ["PATH"] = Variables["PATH"] },
            }
        )!;

        await Poll.UntilAsync(() => shub.HasExited || Machines.All(HasRules));
        shub.HasExited.ShouldBeFalse(shub.HasExited ? await shub.StandardError.ReadToEndAsync() : "");

        // A terminal interrupts all processes of the group; kill ends only one process.
        (
            await RealProgram.RunAsync("kill", [signal, "--", string.Create(CultureInfo.InvariantCulture, $"{group}{shub.Id}")])
        ).Exit.ShouldBe(0);
        await shub.WaitForExitAsync();

        await Poll.UntilAsync(() => RunningPrograms.Of("/tmp/shub-nodes").Length == 0 && RunningPrograms.Of(_folder).Length == 0);
        Machines.ShouldAllBe(machine => !HasRules(machine));
        foreach (int machine in Machines)
        {
            Directory
                .EnumerateFileSystemEntries(lab.At(machine.ToString(CultureInfo.InvariantCulture), "tmp"), "shub*")
                .ShouldBeEmpty($"on machine {machine}");
        }
    }

    [MachineFact("ssh-machines")]
    public void An_experiment_with_too_few_machines_is_rejected()
    {
        string conf = Configure(hosts: 2);
        Run(conf, 0, "provision");

        Run(conf, 1, "experiment", "start")
            .ShouldContain("the experiment needs 3 machines, one of them for 'broker', but the file lists 2");
    }

    private static int[] Machines => [1, 2, 3];

    private Dictionary<string, string> Variables =>
        new()
        {
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_folder, "t")).FullName,
            ["PATH"] = $"{lab.Folder}:{Environment.GetEnvironmentVariable("PATH")}",
        };

    private bool HasRules(int machine) => lab.OnMachine(machine, "iptables", "-S").Contains("scalewright", StringComparison.Ordinal);

    private string Configure(int hosts, string duration = "10s", string more = "")
    {
        string config = Write(
            "ssh_config",
            $"Host *\n  IdentityFile {lab.At("id")}\n  IdentitiesOnly yes\n  UserKnownHostsFile {lab.At("known_hosts")}\n"
        );
        string machines = Write(
            "machines.json",
            $$"""{"hosts": { {{string.Join(", ", Enumerable.Range(1, hosts).Select(number => $$"""
            "lab-{{number}}": {"address": "{{SshLab.HostOf(number)}}"}
            """))}} }, "pools": {} }"""
        );
        string definition = Write(
            "words.yaml",
            File.ReadAllText(Definition)
                .Replace(
                    "processes: {work: sleep}",
                    $"processes: {{work: sleep, ssh_config: {config}, folder: /tmp/shub-nodes}}",
                    StringComparison.Ordinal
                ) + more
        );
        return Write(
            "machines.ini",
            File.ReadAllText(Repository.At("samples", "Scalehub", "conf", "local.ini"))
                .Replace(
                    "definition = experiments/words.yaml",
                    $"definition = {definition}\nduration = {duration}\nmachines = {machines}",
                    StringComparison.Ordinal
                )
        );
    }

    private string Provisioned(string more)
    {
        string config = Write("ssh_config", $"Host *\n  IdentitiesOnly yes\n  UserKnownHostsFile {lab.At("known_hosts")}\n");
        string[] roles = ["consumer", "producer", "consumer"];
        string hosts = Write(
            "hosts.yaml",
            $"all:\n  vars: {{ansible_user: root, ansible_ssh_private_key_file: {lab.At("id")}}}\n  hosts:\n"
                + string.Concat(
                    roles.Select(
                        (role, index) =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"    lab-{index + 1}: {{ansible_host: {SshLab.HostOf(index + 1)}, ansible_port: 22, cluster_role: {role}}}\n"
                            )
                    )
                )
        );
        string definition = Write(
            "words.yaml",
            File.ReadAllText(Definition)
                .Replace(
                    "processes: {work: sleep}",
                    $"processes: {{work: sleep, ssh_config: {config}, folder: /tmp/shub-nodes}}",
                    StringComparison.Ordinal
                ) + more
        );
        return Write(
            "machines.ini",
            $"[platforms]\nplatforms = lab\n\n[platforms.lab]\ntype = RaspberryPi\ninventory = {hosts}\n[scalehub]\nprovision_infrastructure = false\n[experiment]\ndefinition = {definition}\nduration = 4s\nmachines = inventory\n"
        );
    }

    private void OnMachine(int number, string line) =>
        lab.OnHub(
            "/usr/bin/ssh",
            "-F",
            lab.At("config"),
            "-i",
            lab.At("id"),
            "-o",
            $"UserKnownHostsFile={lab.At("known_hosts")}",
            $"root@{SshLab.HostOf(number)}",
            line
        );

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Run(string conf, int exitCode, params string[] words)
    {
        ProgramResult result = Command.Dotnet(_folder, Variables, [ShubProgram.Path, "-c", conf, .. words]);
        result.ExitCode.ShouldBe(exitCode, $"{result.Output}\n{result.Errors}");
        return exitCode == 0 ? result.Output : result.Errors;
    }
}
