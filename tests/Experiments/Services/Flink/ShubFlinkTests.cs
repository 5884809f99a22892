using Loopback.Services.Flink;

namespace Experiments.Services.Tests.Flink;

/// <summary>Tests an experiment with the real ansible-playbook, and substitutes for K3s and Flink.</summary>
public sealed class ShubFlinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<int> _managers = [];
    private readonly List<string> _loads = [];
    private double _rate;

    private string State => _folder.At("scalewright", "state.json");

    public void Dispose() => _folder.Dispose();

    [MachineFact("ansible")]
    public async Task An_experiment_deploys_Flink_with_task_managers_and_load_and_destroy_removes_everything()
    {
        // One instance processes about 300 records a second, so the second load increases the lag, which ends the run.
        // That load has no effect before a reading of a running job was requested. So the run cannot end before
        // this request, however slow the machine is.
        Prepare();
        const string Definition = """
            name: flow
            type: flink
            duration: 10m
            sample_interval: 1s
            warm_up: 0s
            task: count
            task_managers: {count: 2, slots: 2, cpus: 0.5, memory: 1024}
            deployment:
              - {name: flink, playbook: application/flink}
              - {name: generators, playbook: application/theodolite}
            job:
              topics: [{name: words, partitions: 12}]
              operators: [{name: source, topic: words, cpu_time: 10us}, {name: count, inputs: [source], cpu_time: 3ms}]
            load: [{name: all_words, topic: words, shape: steps, steps: [{rate: 200, duration: 1s}, {rate: 800, duration: 1h}]}]
            stop: {lag_above: 2000, for: 0s}

            """;
        byte[] flow = Encoding.UTF8.GetBytes(Definition.Replace("type: flink", "type: simple", StringComparison.Ordinal));
        Experiment experiment = new ExperimentBundle(flow) { Machines = [new NodeClass("consumer", 2)] }
            .Read()
            .Experiments.ShouldHaveSingleItem();
        FlinkCluster cluster = new(experiment, TimeProvider.System);
        await using LoopbackServer server = await LoopbackServer.StartAsync(context =>
        {
            Mirror(cluster);
            Flow(cluster);
            return cluster.AnswerAsync(context);
        });
        _folder.Write(
            "flow.yaml",
            $"{Definition}flink: {{address: '{server.Address}', jar: {_folder.Write("flow.jar", "PK")}, savepoints: 's3://savepoints'}}\n"
        );

        Run("provision").ShouldStartWith("provisioned 3 hosts");
        Run("experiment", "start").ShouldBe("queued flow-001\nflow-001: 1 run completed, 0 failed");
        Run("destroy").ShouldBe("destroyed");

        _managers.ShouldBe([2]);
        _loads.ShouldBe(["all-words words 200", "all-words words 800"]);
        string history = _folder.At("experiments-data", "flow-001", "base", "run-1.jsonl");
        RunHistory run = HistoryReader.Read(File.ReadAllBytes(history), number: 1, history);
        run.Events.Where(historyEvent => historyEvent.Kind == "deploy")
            .Select(historyEvent => historyEvent.Text)
            .ShouldBe(["application/flink: 2 changes on 1 host", "application/theodolite: 2 changes on 1 host"]);
        run.Find("taskmanagers").Values[^1].ShouldBe(2);
        run.Find("throughput").Values.ToArray().Max().ShouldBeGreaterThan(0);
        JsonNode.Parse(File.ReadAllText(State))!["objects"]!.AsObject().ShouldBeEmpty();
        Directory.EnumerateFiles(_folder.At("scalewright", "etc", "objects")).ShouldBeEmpty();
        cluster.States.ShouldBe("CANCELED");
    }

    [MachineFact("ansible")]
    public async Task Faults_and_the_job_of_a_killed_program_are_removed_at_the_next_start_and_Ctrl_C_leaves_nothing()
    {
        Prepare();
        const string Definition = """
            name: faulty
            type: flink
            duration: 1h
            sample_interval: 1s
            task_managers: {count: 2, slots: 2, cpus: 0.5, memory: 1024}
            job:
              topics: [{name: words, partitions: 12}]
              operators: [{name: source, topic: words, cpu_time: 10us}, {name: count, inputs: [source], cpu_time: 3ms}]
            load: [{name: words, shape: constant, rate: 100}]
            links: [{from: consumer-1, to: consumer-2, latency: 20ms}]
            faults: [{at: 1s, isolate: consumer-1, duration: 10m}]

            """;
        byte[] plain = Encoding.UTF8.GetBytes(Definition.Replace("type: flink", "type: processes", StringComparison.Ordinal));
        Experiment experiment = new ExperimentBundle(plain) { Machines = [new NodeClass("consumer", 2)] }
            .Read()
            .Experiments.ShouldHaveSingleItem();
        FlinkCluster cluster = new(experiment, TimeProvider.System);
        await using LoopbackServer server = await LoopbackServer.StartAsync(context =>
        {
            Mirror(cluster);
            return cluster.AnswerAsync(context);
        });
        _folder.Write(
            "flow.yaml",
            $"{Definition}flink: {{address: '{server.Address}', jar: {_folder.Write("flow.jar", "PK")}, savepoints: 's3://savepoints'}}\n"
        );
        Run("provision").ShouldStartWith("provisioned 3 hosts");
        Run("deploy", "application/flink");
        Run("deploy", "application/chaos_mesh");

        // Each step is a run of Ansible, which may take long on a machine with other work.
        using (Process killed = Start())
        {
            await Poll.UntilAsync(() => killed.HasExited || cluster.JobsAlive == 1);
            await Poll.UntilAsync(() => killed.HasExited || ChaosObjects().Count == 2);
            killed.HasExited.ShouldBeFalse(killed.HasExited ? await killed.StandardError.ReadToEndAsync() : "");
            killed.Kill(entireProcessTree: true);
            await killed.WaitForExitAsync();
        }

        ChaosObjects().SelectMany(thing => ChaosMeshTypes.Check(thing)).ShouldBeEmpty();
        Rename("scalewright-2", "scalewright-9");
        using (Process shub = Start())
        {
            await Poll.UntilAsync(() => shub.HasExited || ChaosObjects().Count == 0);
            await Poll.UntilAsync(() => shub.HasExited || ChaosObjects().Count > 0);
            await Poll.UntilAsync(() => shub.HasExited || Names() == "scalewright-1-netem scalewright-2");
            shub.HasExited.ShouldBeFalse(shub.HasExited ? await shub.StandardError.ReadToEndAsync() : "");
            Command
                .Run(
                    "kill",
                    _folder.Root,
                    new Dictionary<string, string>(StringComparer.Ordinal),
                    "-INT",
                    shub.Id.ToString(CultureInfo.InvariantCulture)
                )
                .ExitCode.ShouldBe(0);
            await shub.WaitForExitAsync();
            shub.ExitCode.ShouldBe(130);
        }

        Names().ShouldBeEmpty();
        (cluster.JobsAlive, cluster.Jars).ShouldBe((0, 0));
    }

    private JsonNode[] Things() => [.. JsonNode.Parse(File.ReadAllText(State))!["objects"]!.AsObject().Select(item => item.Value!)];

    private List<JsonNode> ChaosObjects() =>
        [.. Things().Where(thing => thing["kind"]!.GetValue<string>() is "NetworkChaos" or "PodChaos")];

    private string Names() =>
        string.Join(' ', ChaosObjects().Select(thing => thing["metadata"]!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));

    /// <summary>So that only a deletion removes an object, and no later one with the same name.</summary>
    private void Rename(string name, string other)
    {
        JsonNode state = JsonNode.Parse(File.ReadAllText(State))!;
        KeyValuePair<string, JsonNode?> found = state["objects"]!
            .AsObject()
            .Single(item => item.Key.EndsWith($"/{name}", StringComparison.Ordinal));
        state["objects"]!.AsObject().Remove(found.Key);
        found.Value!["metadata"]!["name"] = other;
        state["objects"]![found.Key.Replace(name, other, StringComparison.Ordinal)] = found.Value;
        File.WriteAllText(State, state.ToJsonString());
    }

    private Process Start() =>
        Process.Start(
            new ProcessStartInfo("setsid", ["dotnet", ShubProgram.Path, "-c", "here.ini", "experiment", "start"])
            {
                WorkingDirectory = _folder.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;

    private void Prepare()
    {
        string kubectl = _folder.Write(
            "scalewright/bin/k3s",
            File.ReadAllText(Repository.At("tests", "Experiments", "Deployments", "Stubs", "k3s"))
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(kubectl, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.CreateDirectory(_folder.At("scalewright", "etc", "objects"));
        _folder.Write(
            "scalewright/state.json",
            """{"nodes": {"here-control-1": {"node-role.kubernetes.io/control-plane": "true"}, "here-consumer-1": {"node-role.kubernetes.io/worker": "consumer"}, "here-consumer-2": {"node-role.kubernetes.io/worker": "consumer"}}, "objects": {}}"""
        );
        _folder.Write("scalewright/etc/kubeconfig.yaml", State);
        _folder.Write(
            "here.ini",
            $"""
            [platforms]
            platforms = here
            [platforms.here]
            type = Local
            control = 1
            consumers = 2
            [scalehub]
            provision_infrastructure = false
            [deployment]
            scalewright_root = {_folder.At("scalewright")}
            wait_delay = 1
            [experiment]
            definition = flow.yaml

            """
        );
    }

    /// <summary>Applies the objects of the cluster to Flink before each request.</summary>
    private void Mirror(FlinkCluster cluster)
    {
        lock (_managers)
        {
            JsonObject objects = JsonNode.Parse(File.ReadAllText(State))!["objects"]!.AsObject();
            TaskManager[] managers =
            [
                .. objects
                    .Where(item => item.Key.StartsWith("flink statefulset/tm-", StringComparison.Ordinal))
                    .SelectMany(item => ManagersOf(item.Value!["spec"]!)),
            ];
            if (managers.Length > 0 && (_managers is not [.., var last] || last != managers.Length))
            {
                _managers.Add(managers.Length);
                cluster.Place([.. managers]);
            }

            foreach (
                JsonNode? container in objects
                    .Where(item => item.Key.StartsWith("theodolite deployment/", StringComparison.Ordinal))
                    .Select(item => item.Value!["spec"]!["template"]!["spec"]!["containers"]![0])
                    .Where(_ => _managers.Count > 0)
            )
            {
                Dictionary<string, string> given = container!["env"]!
                    .AsArray()
                    .Where(item => item!["value"] is not null)
                    .ToDictionary(
                        item => item!["name"]!.GetValue<string>(),
                        item => item!["value"]!.GetValue<string>(),
                        StringComparer.Ordinal
                    );
                string load =
                    $"{given["KUBERNETES_DNS_NAME"].Split('.')[0]["load-generator-".Length..]} {given["KAFKA_INPUT_TOPIC"]} {given["NUM_SENSORS"]}";

                // Before the run starts, the load is the playbook's default.
                if (given["KAFKA_INPUT_TOPIC"] == "words" && (_loads is not [.., var before] || before != load))
                {
                    _loads.Add(load);
                    given["PERIOD_MS"].ShouldBe("1000");
                    _rate = double.Parse(given["NUM_SENSORS"], CultureInfo.InvariantCulture);
                }
            }
        }
    }

    /// <summary>Flink reads the size of a task manager from its arguments.</summary>
    private static IEnumerable<TaskManager> ManagersOf(JsonNode set)
    {
        JsonNode pod = set["template"]!["spec"]!;
        string node = pod["nodeSelector"]!["kubernetes.io/hostname"]!.GetValue<string>();
        pod["containers"]![0]!["args"]!
            .AsArray()
            .Select(word => word!.GetValue<string>())
            .ShouldBe(["taskmanager", "-D", "taskmanager.numberOfTaskSlots=2", "-D", "taskmanager.memory.process.size=864m"]);
        return Enumerable
            .Range(1, set["replicas"]!.GetValue<int>())
            .Select(number => new TaskManager(string.Create(CultureInfo.InvariantCulture, $"{node}-{number}"), node["here-".Length..])
            {
                Slots = 2,
            });
    }

    private void Flow(FlinkCluster cluster)
    {
        lock (_managers)
        {
            if (_loads.Count == 1 || cluster.HasShownRecords)
            {
                cluster.Load(ValueMap<double>.Empty.With("all_words", _rate));
            }
        }
    }

    private string Run(params string[] words)
    {
        ProgramResult result = Command.Dotnet(
            _folder.Root,
            new Dictionary<string, string>(StringComparer.Ordinal),
            [ShubProgram.Path, "-c", "here.ini", .. words]
        );
        result.ExitCode.ShouldBe(0, $"{result.Output}\n{result.Errors}");
        return result.Output;
    }
}
