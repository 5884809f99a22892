using Loopback;
using Loopback.Chameleon;
using Loopback.Control;
using Loopback.Grid5000;
using Loopback.IotLab;
using Loopback.Kubernetes;
using Loopback.Minimega;
using Loopback.Services.Flink;
using Loopback.Services.Objects;
using Scalewright.Experiments;
using Scalewright.Experiments.Reading;

// README.md describes each server.
const string Usage = """
    use loopback grid5000 [PORT]
     or loopback iotlab [PORT]
     or loopback chameleon [PORT]
     or loopback kubernetes [PORT]
     or loopback minimega --base DIR
     or loopback services s3 [PORT]
     or loopback services flink PORT DEFINITION
    """;
SteeredClock clock = new();
int port;
switch (args)
{
    case ["grid5000", .. string[] rest] when Listening.TryReadPort(rest, out port):
        return await ServeAsync(
            () => Grid5000Server.StartAsync(new Grid5000ServerOptions { Port = port, Clock = clock }),
            server => $"a testbed answers at {server.Address}",
            server => server.Faults,
            clock
        );
    case ["iotlab", .. string[] rest] when Listening.TryReadPort(rest, out port):
        return await ServeAsync(
            () => IotLabServer.StartAsync(new IotLabServerOptions { Port = port, Clock = clock }),
            server => $"a testbed answers at {server.Address}",
            server => server.Faults,
            clock
        );
    case ["chameleon", .. string[] rest] when Listening.TryReadPort(rest, out port):
        return await ServeAsync(
            () => ChameleonServer.StartAsync(new ChameleonServerOptions { Port = port, Clock = clock }),
            server => $"a testbed answers at {server.Identity}",
            server => server.Faults,
            clock
        );
    case ["kubernetes", .. string[] rest] when Listening.TryReadPort(rest, out port):
        return await ServeAsync(
            () => KubernetesServer.StartAsync(new KubernetesServerOptions { Port = port, Clock = clock }),
            server => $"a cluster answers at {server.Address}",
            server => server.Faults,
            clock
        );
    case ["minimega", "--base", { Length: > 0 } folder]:
        await using (
            MinimegaServer server = MinimegaServer.Start(
                new MinimegaServerOptions { Base = Path.GetFullPath(folder), GuestsRunPrograms = true }
            )
        )
        {
            Console.WriteLine($"listening on {server.SocketPath}");
            await Ending.WaitAsync();
        }

        return 0;
    case ["services", "s3", .. string[] rest] when Listening.TryReadPort(rest, out port):
        ObjectStore store = new("loopback", "loopback-secret");
        return await ServeAsync(
            () => LoopbackServer.StartAsync(store.AnswerAsync, port),
            server => $"s3 answers at {server.Address}",
            server => server.Faults,
            null
        );
    case ["services", "flink", string word, string definition] when Listening.TryReadPort([word], out port):
        return Flink(definition, clock) is { } cluster
            ? await ServeAsync(
                () => LoopbackServer.StartAsync(cluster.AnswerAsync, port),
                server => $"flink answers at {server.Address}",
                server => server.Faults,
                clock
            )
            : 2;
    default:
        await Console.Error.WriteLineAsync($"'{string.Join(' ', args)}' names no server;\n{Usage}");
        return 2;
}

async Task<int> ServeAsync<T>(Func<Task<T>> start, Func<T, string> tell, Func<T, FaultList> faults, SteeredClock? time)
    where T : IAsyncDisposable
{
    await using T server = await Listening.StartAsync(port, start);
    ControlDoor.Open(faults(server), time);
    Console.WriteLine($"{tell(server)}; Ctrl+C ends it");
    await Ending.WaitAsync();
    return 0;
}

// The initial state of the definition: its task managers and the first load values.
static FlinkCluster? Flink(string definition, TimeProvider time)
{
    ExperimentDefinition read = ExperimentDefinition.Load(definition);
    if (read.Experiments.Count == 0)
    {
        Console.Error.WriteLine(string.Join('\n', read.Problems));
        return null;
    }

    Experiment experiment = read.Experiments[0];
    FlinkCluster cluster = new(experiment, time);
    string[] nodes = [.. NodeClass.ExpandMachines(experiment.Nodes).Select(machine => machine.Name)];
    cluster.Place([
        .. Enumerable
            .Range(0, experiment.TaskManagerCount)
            .Select(index => experiment.TaskManagerTemplate with { Name = $"taskmanager-{index + 1}", Node = nodes[index % nodes.Length] }),
    ]);
    cluster.Load(experiment.Loads.Select(load => KeyValuePair.Create(load.Name, load.Shape.RateAt(TimeSpan.Zero, default))).ToValueMap());
    return cluster;
}
