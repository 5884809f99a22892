using System.Globalization;
using Scalewright.Experiments.Histories;
using Ssh.Tests.Lab;
using Tests.Shared;

namespace Experiments.Services.Tests.Processes;

/// <summary>The same experiment file as on nodes of this machine, on machines behind real SSH servers: one line of the INI file is another.</summary>
[Collection(LabMachines.Name)]
public sealed class ShubSshTests(SshLab lab) : IDisposable
{
    // The machines have a /tmp of their own, and share the rest with this one, the program too.
    private readonly string _folder = Directory.CreateDirectory(string.Create(CultureInfo.InvariantCulture, $"/var/tmp/shub-ssh-{Environment.ProcessId}")).FullName;

    private static string Definition => Repository.At("samples", "Scalehub", "conf", "experiments", "words.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [LabFact]
    public async Task An_experiment_runs_on_machines_over_SSH_counts_what_it_reports_and_leaves_nothing_there()
    {
        string conf = Configure(hosts: 3);

        Run(conf, 0, "provision").ShouldStartWith("provisioned 4 hosts");
        Run(conf, 0, "experiment", "start").ShouldBe("queued words-001\nwords-001: 1 run completed, 0 failed");

        string history = Path.Combine(_folder, "experiments-data", "words-001", "base", "run-1.jsonl");
        RunHistory run = HistoryReader.Read(File.ReadAllBytes(history), number: 1, history);
        string[] counts = [.. run.Marks.Where(mark => mark.Kind == "count").Select(mark => mark.Text)];
        counts.Select(text => text.Split(':')[0]).ShouldBe(["Source", "Count"]);
        counts.ShouldAllBe(text => text.Split(' ')[1] == text.Split("counted ", StringSplitOptions.None)[1].Split(',')[0]);
        run.Find("nodes").Values[0].ShouldBe(2);
        foreach (string machine in (string[])["1", "2", "3"])
        {
            Directory.EnumerateFileSystemEntries(lab.At(machine, "tmp"), "shub*").ShouldBeEmpty($"on machine {machine}");
        }

        // What was told to end may still be about to.
        await Poll.UntilAsync(() => RunningPrograms.Of("/tmp/shub-nodes").Length == 0);
    }

    [LabFact]
    public void Too_few_machines_are_told_before_anything_is_made()
    {
        string conf = Configure(hosts: 2);
        Run(conf, 0, "provision");

        Run(conf, 1, "experiment", "start").ShouldContain("the experiment needs 3 machines, one of them for 'broker', and there are 2");
    }

    private string Configure(int hosts)
    {
        string config = Write("ssh_config", $"Host *\n  IdentityFile {lab.At("id")}\n  IdentitiesOnly yes\n  UserKnownHostsFile {lab.At("known_hosts")}\n");
        string machines = Write("machines.json", $$"""{"hosts": { {{string.Join(", ", Enumerable.Range(1, hosts).Select(number => $$"""
            "lab-{{number}}": {"address": "{{SshLab.HostOf(number)}}"}
            """))}} }, "pools": {} }""");
        string definition = Write("words.yaml", File.ReadAllText(Definition).Replace("processes: {work: wait}", $"processes: {{work: wait, ssh_config: {config}, folder: /tmp/shub-nodes}}", StringComparison.Ordinal));
        return Write("machines.ini", File.ReadAllText(Repository.At("samples", "Scalehub", "conf", "local.ini")).Replace("definition = experiments/words.yaml", $"definition = {definition}\nduration = 10s\nmachines = {machines}", StringComparison.Ordinal));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Run(string conf, int exitCode, params string[] words)
    {
        Dictionary<string, string> variables = new() { ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_folder, "t")).FullName, ["PATH"] = $"{lab.Folder}:{Environment.GetEnvironmentVariable("PATH")}" };
        CommandResult result = Command.Dotnet(_folder, variables, [ShubProgram.Path, "-c", conf, .. words]);
        result.ExitCode.ShouldBe(exitCode, $"{result.Output}\n{result.Errors}");
        return exitCode == 0 ? result.Output : result.Errors;
    }
}
