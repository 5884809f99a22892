namespace Experiments.Services.Tests.Processes;

/// <summary>Tests one unchanged definition on four backends, whose INI files differ in one line.</summary>
[Collection(LabMachines.Name)]
public sealed class ShubEverywhereTests(SshLab ssh, SlurmLab slurm) : IClassFixture<SlurmLab>, IDisposable
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"shub-everywhere-{Environment.ProcessId}");

    // Machines have a /tmp of their own, and share the rest with this one.
    private string Root => Directory.CreateDirectory($"/var/tmp/{_name}").FullName;

    private string Agents => $"/tmp/{_name}";

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        if (Directory.Exists(Agents))
        {
            Directory.Delete(Agents, recursive: true);
        }
    }

    [MachineFact("ssh-machines", "slurm")]
    public void One_experiment_definition_runs_on_four_backends_with_one_changed_configuration_line()
    {
        Directory.CreateDirectory(Agents);
        string config = Write(
            "ssh_config",
            $"Host *\n  IdentityFile {ssh.At("id")}\n  IdentitiesOnly yes\n  UserKnownHostsFile {ssh.At("known_hosts")}\n"
        );
        string[] hosts = ["a", "b", "c"];
        string machines = Write(
            "machines.json",
            $$"""{"hosts": { {{string.Join(", ", hosts.Select((host, index) => $$"""
            "{{host}}": {"address": "{{SshLab.HostOf(index + 1)}}"}
            """))}} }, "pools": {} }"""
        );
        string definition = Write(
            "words.yaml",
            $$"""
            name: words
            type: processes
            seed: 11
            duration: 3s
            warm_up: 1s
            sample_interval: 1s
            task: Count
            nodes: [{kind: pico, count: 2}]
            task_managers: {slots: 1, cpus: 1}
            processes: {work: sleep, isolation: processes, folder: {{Agents}}, ssh_config: {{config}}}
            job:
              restart_delay: 500ms
              topics: [{name: words, partitions: 4}]
              operators:
                - {name: Source, topic: words, cpu_time: 50us}
                - {name: Count, inputs: [Source], cpu_time: 1ms, partitioning: keyed, keys: 50}
            load: [{name: words, shape: constant, rate: 100}]
            """
        );
        byte[] before = File.ReadAllBytes(definition);

        string[] lines = ["type = simple", "type = processes", $"machines = {machines}", "slurm = main"];
        double[] most = [.. lines.Select((line, place) => Run(place, Write($"place-{place}.ini", Configuration(definition, line))))];

        most.ShouldAllBe(throughput => throughput > 0);
        File.ReadAllBytes(definition).ShouldBe(before);
        Command.Run("squeue", Root, Variables(), "--noheader", "--states=PENDING,RUNNING").Output.ShouldBe("");
    }

    private static string Configuration(string definition, string line) =>
        $"""
            [platforms]
            platforms = here

            [platforms.here]
            type = Local
            consumers = 2

            [scalehub]
            provision_infrastructure = false

            [experiment]
            definition = {definition}
            {line}

            """;

    private double Run(int place, string conf)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Root, place.ToString(CultureInfo.InvariantCulture))).FullName;
        Shub(folder, conf, "experiment", "start").ShouldBe("queued words-001\nwords-001: 1 run completed, 0 failed", conf);
        string history = Path.Combine(folder, "experiments-data", "words-001", "base", "run-1.jsonl");
        return HistoryReader.Read(File.ReadAllBytes(history), number: 1, history).Find("throughput").Values.ToArray().Max();
    }

    private string Shub(string folder, string conf, params string[] words)
    {
        ProgramResult result = Command.Dotnet(folder, Variables(), [ShubProgram.Path, "-c", conf, .. words]);
        result.ExitCode.ShouldBe(0, $"{File.ReadAllText(conf)}\n{result.Output}\n{result.Errors}");
        return result.Output;
    }

    private Dictionary<string, string> Variables() =>
        new(slurm.Options.Environment.ToDictionary(StringComparer.Ordinal))
        {
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(Root, "t")).FullName,
            ["PATH"] = $"{ssh.Folder}:{Environment.GetEnvironmentVariable("PATH")}",
        };

    private string Write(string name, string text)
    {
        string path = Path.Combine(Root, name);
        File.WriteAllText(path, text);
        return path;
    }
}
